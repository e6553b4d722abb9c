import { findProgram } from '../packages/find-program.js';

type DeathSignal = 'INT' | 'TERM' | 'KILL';

export interface Launch {
  command: string;
  args: readonly string[];
  /** What the kernel sends to the process when ours dies, however it dies. */
  deathSignal: DeathSignal;
  /** Further options of setpriv(1), such as another user to run as. */
  privileges?: readonly string[];
}

// Had we died before the signal was set up, it would never come: the process looks for itself
// whether its parent ($0) still is its parent.
const unlessOrphaned = '[ "$PPID" = "$0" ] && exec "$@"';

/**
 * The command line that ties a process to ours: should we be killed with -9, which nobody can
 * catch, the kernel still ends the child (PR_SET_PDEATHSIG, prctl(2)). setpriv sets it after the
 * change of user, which would otherwise clear it.
 */
export function launchLine(launch: Launch): [command: string, args: string[]] {
  const setpriv = findProgram('setpriv');
  // Not Linux: the child is stopped by us, or not at all.
  if (!setpriv) return [launch.command, [...launch.args]];
  const options = [...(launch.privileges ?? []), '--pdeathsig', launch.deathSignal];
  const check = ['/bin/sh', '-c', unlessOrphaned, String(process.pid)];
  return [setpriv, [...options, '--', ...check, launch.command, ...launch.args]];
}
