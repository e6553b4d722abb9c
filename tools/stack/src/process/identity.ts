import { readFileSync } from 'node:fs';

/** A process by number and time of birth: a number alone is given out again after a while. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot, from /proc (proc_pid_stat(5), field 22); absent where /proc is. */
  born?: string;
}

export function identify(pid: number): ProcessIdentity {
  const born = birthOf(pid);
  return born === undefined ? { pid } : { pid, born };
}

export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return identity.born === undefined || birthOf(identity.pid) === identity.born;
}

/** Reads what `JSON.stringify(identify(pid))` has written. */
export function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, born } = value as Partial<ProcessIdentity>;
    if (typeof pid !== 'number' || pid <= 0) return undefined;
    return born === undefined ? { pid } : { pid, born };
  } catch {
    return undefined;
  }
}

/** The parent of a process, as /proc has it; undefined where /proc is not, or the process. */
export function parentOf(pid: number): { pid: number; name: string } | undefined {
  const parent = Number(statOf(pid)?.fields[1]);
  const stat = parent > 0 ? statOf(parent) : undefined;
  return stat && { pid: parent, name: stat.name };
}

function birthOf(pid: number): string | undefined {
  const fields = statOf(pid)?.fields;
  // A zombie has ended; only its parent has yet to take note.
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

/** The program's name, and the fields that follow it: state, parent and so on. */
function statOf(pid: number): { name: string; fields: string[] } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks and brackets itself.
    const end = stat.lastIndexOf(')');
    return {
      name: stat.slice(stat.indexOf('(') + 1, end),
      fields: stat.slice(end + 2).split(' '),
    };
  } catch {
    return undefined;
  }
}
