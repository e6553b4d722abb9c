import { chmodSync, existsSync, mkdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const policyFile = '/usr/sbin/policy-rc.d';
const clusterFile = '/etc/postgresql-common/createcluster.d/waybill.conf';

/**
 * Runs an installation during which Debian's package scripts start no service and make no
 * default PostgreSQL cluster: both would sit on the machine's usual ports, and the stack runs
 * its own servers. Nothing of this is left behind, and what was there before is not touched.
 */
export async function installQuietly(install: () => Promise<void>): Promise<void> {
  const undo = [denyServiceStarts(), skipDefaultCluster()];
  try {
    await install();
  } finally {
    for (const restore of undo) restore();
  }
}

function denyServiceStarts(): () => void {
  if (existsSync(policyFile)) return () => undefined;
  // 101 is invoke-rc.d's "action forbidden by policy"; the package installs all the same.
  writeFileSync(policyFile, '#!/bin/sh\nexit 101\n');
  chmodSync(policyFile, 0o755);
  return () => rmSync(policyFile, { force: true });
}

function skipDefaultCluster(): () => void {
  const folder = dirname(clusterFile);
  const made = mkdirSync(folder, { recursive: true });
  writeFileSync(clusterFile, 'create_main_cluster = false\n');
  return () => {
    rmSync(clusterFile, { force: true });
    if (made) removeIfEmpty(folder);
  };
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The package has put files of its own there.
  }
}
