import { join } from 'node:path';
import { runProgram } from './run-program.js';
import { workspaceRoot } from './workspace.js';

export interface NxResult {
  ok: boolean;
  output: string;
}

/** Runs targets of all projects; what has not changed since comes from nx's cache. */
export async function runMany(
  targets: readonly string[],
  cancelSignal: AbortSignal,
): Promise<NxResult> {
  const nx = join(workspaceRoot, 'node_modules/.bin/nx');
  const result = await runProgram(nx, ['run-many', '-t', ...targets, '--output-style=static'], {
    stdin: 'ignore',
    all: true,
    // No process that stays behind, no full-screen interface, no colours in what may be a file.
    env: { NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' },
    cancelSignal,
  });
  return { ok: !result.failed, output: result.all };
}
