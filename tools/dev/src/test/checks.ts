import { join } from 'node:path';
import { runTestTargets } from '../nx.js';
import type { Phases } from '../phases.js';
import { runProgram } from '../run-program.js';
import type { StatusTerminal } from '../terminal.js';
import { workspaceRoot } from '../workspace.js';
import { sum, tallyCheck, type Tally } from './tally.js';

export interface CheckContext {
  phases: Phases;
  terminal: StatusTerminal;
  signal: AbortSignal;
}

const targets = ['lint', 'typecheck', 'build', 'test'] as const;

/** Lint, types, build and unit tests of every project; what has not changed comes from nx's cache. */
export async function checkProjects({ phases, terminal, signal }: CheckContext): Promise<Tally> {
  phases.progress('projects', 'lint, types, build, unit tests');
  const { ok, output, tally } = await runTestTargets('unit', { targets, signal });
  if (ok) {
    phases.done('projects', `${tally.passed} unit tests passed`);
  } else {
    phases.failed('projects', 'something failed');
    terminal.line(output);
  }
  return tally;
}

/** Checks of the repository as a whole. */
export async function checkRepository({ phases, terminal, signal }: CheckContext): Promise<Tally> {
  const tools = [
    { name: 'format', command: ['prettier', '--check', '.'] },
    { name: 'import circles', command: ['oxlint'] },
    { name: 'unused code', command: ['knip', '--no-progress'] },
  ];
  const tallies: Tally[] = [];
  for (const { name, command } of tools) {
    phases.progress(name, 'checking');
    const [tool = '', ...args] = command;
    const result = await runProgram(join(workspaceRoot, 'node_modules/.bin', tool), args, {
      stdin: 'ignore',
      all: true,
      cancelSignal: signal,
    });
    tallies.push(tallyCheck(!result.failed));
    if (!result.failed) {
      phases.done(name, 'clean');
    } else {
      phases.failed(name, `${tool} found something`);
      terminal.line(result.all);
    }
  }
  return sum(tallies);
}
