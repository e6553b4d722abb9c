import { closeSync, openSync, readSync, unwatchFile, watchFile } from 'node:fs';

/** What Ceph's monitor writes into its log when an OSD is full, and every write waits for ever. */
const FULL = /Health check failed:.*\bOSD_FULL\b/u;

/** Milliseconds between looks. */
const LOOK = 1_000;

/**
 * Calls `onFull` each time the cluster's log says that the store has become full. The log is all
 * there is to ask: without a manager `ceph df` knows of nothing, and a full store answers nobody.
 * @returns the function that ends the watch; it keeps no process alive by itself
 */
export function watchFullness(clusterLog: string, onFull: () => void): () => void {
  watchFile(clusterLog, { interval: LOOK, persistent: false }, (now, before) => {
    // A log that was turned begins anew.
    const from = now.size < before.size ? 0 : before.size;
    if (FULL.test(readBetween(clusterLog, from, now.size))) onFull();
  });
  return () => unwatchFile(clusterLog);
}

function readBetween(file: string, from: number, to: number): string {
  if (to <= from) return '';
  const buffer = Buffer.alloc(to - from);
  try {
    const descriptor = openSync(file, 'r');
    try {
      return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, from));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // It went with its folder.
    return '';
  }
}
