import { execa } from 'execa';
import { StackError } from '../errors.js';
import type { Progress } from '../progress.js';
import { findProgram } from './find-program.js';
import { installQuietly } from './quiet-install.js';

// Another apt may be at work, e.g. unattended upgrades just after boot: wait, up to five minutes.
const lockTimeout = ['-o', 'DPkg::Lock::Timeout=300'];
const statusFd = 3;

export async function aptInstall(packages: readonly string[], progress: Progress): Promise<void> {
  await installQuietly(async () => {
    let updated = false;
    if (!(await areKnown(packages))) {
      await aptGet(['update'], progress);
      updated = true;
    }
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    try {
      await aptGet(install, progress);
    } catch (error) {
      if (updated) throw error;
      // Lists of an older day name files that the mirror no longer has.
      await aptGet(['update'], progress);
      await aptGet(install, progress);
    }
  });
}

async function areKnown(packages: readonly string[]): Promise<boolean> {
  const { stdout } = await execa(programOf('apt-cache'), ['policy', ...packages], {
    env: { LC_ALL: 'C' },
    reject: false,
  });
  const candidates = stdout.match(/^ {2}Candidate: (?!\(none\))/gm) ?? [];
  return candidates.length === packages.length;
}

async function aptGet(args: readonly string[], progress: Progress): Promise<void> {
  const child = execa(
    programOf('apt-get'),
    [...lockTimeout, '-o', `APT::Status-Fd=${statusFd}`, '-q', ...args],
    {
      env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      all: true,
      reject: false,
      // A session of its own: Ctrl-C must not cut dpkg off half-way, for that is the one thing
      // here that would leave the machine in need of repair.
      detached: true,
      cleanup: false,
    },
  );
  for await (const line of child.iterable({ from: `fd${statusFd}` })) {
    const message = describeStatus(line);
    if (message) progress('packages', message);
  }
  const result = await child;
  if (result.exitCode !== 0) {
    const tail = result.all.trim().split('\n').slice(-12).join('\n');
    throw new StackError(`apt-get ${args.join(' ')} failed:\n${tail}`);
  }
}

function programOf(name: string): string {
  const program = findProgram(name);
  if (!program) throw new StackError(`This machine has no ${name}.`);
  return program;
}

/** Lines are `dlstatus:…:PERCENT:…` and `pmstatus:PACKAGE:PERCENT:…` (apt's progress-reporting.md). */
export function describeStatus(line: string): string | undefined {
  const [kind, subject, percent] = line.split(':');
  if (percent === undefined || !/^[\d.]+$/.test(percent)) return undefined;
  const rounded = `${Math.round(Number(percent))}%`;
  if (kind === 'dlstatus') return `fetching ${rounded}`;
  if (kind === 'pmstatus') return `installing ${rounded} ${subject}`;
  return undefined;
}
