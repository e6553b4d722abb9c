import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from './node-script.js';
import { runProgram } from './run-program.js';
import { readReports, tallyRun, type Tally } from './test/tally.js';
import { workspaceRoot } from './workspace.js';

/** The folder of the targets' own reports, one for each project. */
export const reports = join(workspaceRoot, 'dist/reports');

export interface NxResult {
  ok: boolean;
  /** Empty where it went to the terminal. */
  output: string;
}

export interface NxRun {
  targets: readonly string[];
  signal: AbortSignal;
  /** All when absent; others come along where these need them. */
  projects?: readonly string[];
  env?: Variables;
  /** Shows what the tasks say as they say it; otherwise it is in the result, of failed ones only. */
  live?: boolean;
}

/** Runs targets of projects; what has not changed since comes from nx's cache. */
export async function runMany({ targets, signal, projects, env, live }: NxRun): Promise<NxResult> {
  const nx = join(workspaceRoot, 'node_modules/.bin/nx');
  const style = live ? ['--output-style=stream-without-prefixes'] : [];
  const which = projects ? ['-p', ...projects] : [];
  const result = await runProgram(nx, ['run-many', '-t', ...targets, ...which, ...style], {
    ...(live ? { stdio: ['ignore', 2, 'inherit'] as const } : { stdin: 'ignore', all: true }),
    // No process that stays behind, no full-screen interface, no colours in what may be a file.
    env: { NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0', ...env },
    cancelSignal: signal,
  });
  return { ok: !result.failed, output: result.all ?? '' };
}

/** The same for targets that run tests, whose reports say how many passed. */
export async function runTestTargets(
  kind: 'unit' | 'integration' | 'e2e',
  run: NxRun,
): Promise<NxResult & { tally: Tally }> {
  const folder = join(reports, kind);
  // nx puts the reports of cached runs back; one of a project that is gone must not count.
  rmSync(folder, { recursive: true, force: true });
  const result = await runMany(run);
  return { ...result, tally: tallyRun(result.ok, readReports(folder)) };
}
