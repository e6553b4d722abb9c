import { createHash, randomUUID } from 'node:crypto';
import { statfsSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { PartOptions } from '../part-options.js';
import type { StackPorts } from '../ports.js';
import { cephConfiguration } from './configuration.js';
import { daemons } from './daemons.js';
import { watchFullness } from './fullness.js';
import { makeCluster, moveMonitor, type NewCluster } from './new-cluster.js';
import { cephRelease, storeProfile } from './release.js';
import { addKeys, createUsers, type StoreIdentities } from './user.js';

export interface CephOptions extends PartOptions {
  ports: StackPorts;
  keys: StoreIdentities;
  /** GiB; see StackOptions. */
  gibibytes?: number;
  onFull?: (line: string) => void;
}

export interface RunningCeph {
  endpoint: string;
  storeProfile: 'md5' | 'sha256';
  /** Gives back what removed objects held. */
  reclaimSpace: () => Promise<void>;
}

/** Noted once a cluster is complete, for the starts that follow. */
interface Made {
  fsid: string;
  /** Bytes. */
  capacity: number;
  monPort: number;
  keysDigest: string;
}

const madeFile = 'ceph/made.json';

export async function startCeph(options: CephOptions): Promise<RunningCeph> {
  const { processes, ports, keys, durable, progress } = options;
  const { folder } = processes;
  const release = await cephRelease(processes);
  const text = folder.read(madeFile);
  const known = text === undefined ? undefined : (JSON.parse(text) as Made);
  // What a start left that was cut off is no cluster yet.
  if (!known) folder.remove('ceph');
  const home = folder.of('ceph');
  for (const part of ['mon', 'osd', 'rgw']) folder.of(`ceph/${part}`);

  const made: Made = {
    fsid: known?.fsid ?? randomUUID(),
    capacity: known?.capacity ?? newCapacity(options, home),
    monPort: ports.cephMon,
    keysDigest: digest(keys),
  };
  const configFile = join(home, 'ceph.conf');
  const placement = { s3Port: ports.s3, osdPorts: ports.cephOsd, durable };
  const folders = { folder: home, logFolder: folder.of('logs') };
  const configuration = cephConfiguration({ ...made, ...placement, ...folders });
  writeFileSync(configFile, configuration, { mode: 0o600 });

  const { fsid, monPort } = made;
  const rest = { folder: home, fsid, monPort, release: release.name };
  const cluster: NewCluster = { processes, configFile, ...rest };
  if (!known) {
    progress('s3', 'making a Ceph cluster');
    await makeCluster(cluster);
  } else if (known.monPort !== monPort) {
    await moveMonitor(cluster);
  }

  progress('s3', 'starting');
  const start = daemons(processes, configFile, durable);
  start.monitor();
  start.osd();
  if (!known) await createUsers(processes, configFile, keys);
  else if (known.keysDigest !== made.keysDigest) await addKeys(processes, configFile, keys);
  folder.mark(madeFile, JSON.stringify(made));
  const gateway = start.gateway();
  const endpoint = `http://127.0.0.1:${ports.s3}`;
  await gateway.untilReady(() => answers(endpoint));
  const { capacity } = made;
  const clusterLog = join(folders.logFolder, 'ceph-cluster.log');
  const unwatch = watchFullness(clusterLog, () => options.onFull?.(fullLine(capacity)));
  void gateway.exited.then(unwatch);
  return {
    endpoint,
    storeProfile: storeProfile(release),
    reclaimSpace: async () => {
      await processes.tool('radosgw-admin', ['-c', configFile, 'gc', 'process', '--include-all']);
    },
  };
}

const gibibyte = 1024 ** 3;

function fullLine(capacity: number): string {
  return (
    `The store is full: all of its ${capacity / gibibyte} GiB are taken. ` +
    `Every write to it waits, and so does every removal; it needs a new data folder, or more room.`
  );
}

function newCapacity({ gibibytes, durable }: CephOptions, home: string): number {
  if (gibibytes !== undefined) return gibibytes * gibibyte;
  return durable ? shareOfDisk(home) : shareOfMemory();
}

/** Half of what is free, between 4 and 64 GiB. The file is sparse: it takes what it holds. */
function shareOfDisk(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return between(4, (bavail * bsize) / 2, 64);
}

/** A quarter, between 1 and 16 GiB: what is stored takes up to twice its size. */
function shareOfMemory(): number {
  return between(1, totalmem() / 4, 16);
}

function between(least: number, bytes: number, most: number): number {
  return Math.min(Math.max(Math.floor(bytes / gibibyte), least), most) * gibibyte;
}

function digest({ service, upload }: StoreIdentities): string {
  const texts = [service, upload].flatMap((keys) => [keys.accessKeyId, keys.secretAccessKey]);
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
