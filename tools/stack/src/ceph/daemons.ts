import type { ProcessGroup } from '../process/process-group.js';
import type { ServerProcess } from '../process/server-process.js';

export interface Daemons {
  monitor(): ServerProcess;
  osd(): ServerProcess;
  gateway(): ServerProcess;
}

/** How each daemon is started: in the foreground (`-f`), so that it is our child and ends with us. */
export function daemons(processes: ProcessGroup, configFile: string, durable: boolean): Daemons {
  // What is only in memory need not be put away in good order.
  const stopSignal = durable ? 'SIGTERM' : 'SIGKILL';
  const start = (name: string, args: readonly string[]) =>
    processes.server({
      name,
      command: name,
      args: ['-c', configFile, '-f', ...args],
      // A daemon that is asked to end together with those that it talks to waits for them, for ever
      // at worst. Both stores survive this as they would a power cut.
      deathSignal: 'KILL',
      stopSignal,
      stopDeadlineMs: 5000,
    });
  return {
    monitor: () => start('ceph-mon', ['-i', 'a']),
    osd: () => start('ceph-osd', ['-i', '0']),
    gateway: () => start('radosgw', ['-n', 'client.rgw']),
  };
}
