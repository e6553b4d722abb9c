import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runMany } from '../nx.js';
import type { Phases } from '../phases.js';
import { runProgram } from '../run-program.js';
import type { Terminal } from '../terminal.js';
import { workspaceRoot } from '../workspace.js';
import { readReport } from './jest.js';
import { readFailures } from './nx-output.js';
import { nothing, sum, tallyCheck, tallyReport, type Tally } from './tally.js';

export interface CheckContext {
  phases: Phases;
  terminal: Terminal;
  signal: AbortSignal;
}

const targets = ['lint', 'typecheck', 'build', 'test'] as const;
const unitReports = join(workspaceRoot, 'dist/reports');

/** Lint, types, build and unit tests of every project; what has not changed comes from nx's cache. */
export async function checkProjects({ phases, terminal, signal }: CheckContext): Promise<Tally> {
  // nx puts the reports of cached runs back; one of a project that is gone must not count.
  rmSync(unitReports, { recursive: true, force: true });
  phases.progress('projects', 'lint, types, build, unit tests');
  const { ok, output } = await runMany(targets, signal);
  const tests = sum(readReports(unitReports));
  const { targets: failed, output: said } = readFailures(output);
  const checks = [...failed].filter((target) => target !== 'test').map(() => tallyCheck(false));
  // A unit test phase that failed without a failed test, e.g. a crash, is still a failure.
  const crash = failed.has('test') && tests.failed === 0 ? [tallyCheck(false)] : [];
  const unexplained = !ok && failed.size === 0 ? [tallyCheck(false)] : [];
  if (ok) {
    phases.done('projects', `${tests.passed} unit tests passed`);
  } else {
    phases.failed('projects', `${[...failed].join(', ') || 'nx'} failed`);
    terminal.line(said);
  }
  return sum([tests, ...checks, ...crash, ...unexplained]);
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

/** Reports lie one folder down too: a project's name may have a scope. */
function readReports(folder: string): Tally[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const report = readReport(join(folder, name));
      return report ? tallyReport(report) : nothing;
    });
}
