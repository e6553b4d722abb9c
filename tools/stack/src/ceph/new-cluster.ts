import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ProcessGroup } from '../process/process-group.js';

export interface NewCluster {
  processes: ProcessGroup;
  configFile: string;
  folder: string;
  fsid: string;
  monPort: number;
  /** Such as `pacific`; see cephRelease. */
  release: string;
}

/** Writes the first contents of the monitor's and the OSD's stores. Neither runs yet. */
export async function makeCluster(cluster: NewCluster): Promise<void> {
  const { processes, configFile } = cluster;
  const makeMonitor = async () => {
    const monmap = await makeMonmap(cluster);
    const monitor = ['-c', configFile, '-i', 'a'];
    await processes.tool('ceph-mon', [...monitor, '--mkfs', '--monmap', monmap]);
  };
  // Told not to ask the monitor, the OSD can be made beside it; it registers itself at its start.
  const osd = ['-c', configFile, '-i', '0', '--no-mon-config', '--osd-uuid', randomUUID()];
  await Promise.all([makeMonitor(), processes.tool('ceph-osd', [...osd, '--mkfs'])]);
}

/** The monitor listens where its map says, not where the configuration does. */
export async function moveMonitor(cluster: NewCluster): Promise<void> {
  const monmap = await makeMonmap(cluster);
  const monitor = ['-c', cluster.configFile, '-i', 'a'];
  await cluster.processes.tool('ceph-mon', [...monitor, '--inject-monmap', monmap]);
}

async function makeMonmap({ processes, folder, fsid, monPort, release }: NewCluster) {
  const file = join(folder, 'monmap');
  const address = ['--addv', 'a', `[v2:127.0.0.1:${monPort}]`];
  // A map that claims to be of an older release starts the monitor in a mode for upgrades.
  const features = ['--enable-all-features', '--set-min-mon-release', release];
  const create = ['--create', '--clobber', '--fsid', fsid, ...address, ...features, file];
  await processes.tool('monmaptool', create);
  return file;
}
