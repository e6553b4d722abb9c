import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from '../node-script.js';
import { runProgram } from '../run-program.js';
import { workspaceRoot } from '../workspace.js';
import { tallyRun, type JestReport, type Tally } from './tally.js';

export interface JestRun {
  /** Names the report, `dist/reports/NAME.json`. */
  name: string;
  config: string;
  args: readonly string[];
  env: Environment;
  cancelSignal: AbortSignal;
}

/** Runs Jest with its own output on the terminal, so that what fails is shown as it fails. */
export async function runJest({ name, config, args, env, cancelSignal }: JestRun): Promise<Tally> {
  const reportFile = join(workspaceRoot, 'dist/reports', `${name}.json`);
  mkdirSync(dirname(reportFile), { recursive: true });
  rmSync(reportFile, { force: true });
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  // By default in the temporary folder, which is a new one each time: nothing would be found in it.
  const cache = `--cacheDirectory=${join(workspaceRoot, 'node_modules/.cache/jest')}`;
  const jest = ['node_modules/jest/bin/jest.js', '--config', config, '--passWithNoTests', cache];
  const report = ['--json', `--outputFile=${reportFile}`];
  const result = await runProgram(process.execPath, [...node, ...jest, ...report, ...args], {
    // With --outputFile, what Jest says goes to stderr; our stdout keeps its last line to itself.
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
    cancelSignal,
  });
  return tallyRun(!result.failed, readReport(reportFile));
}

export function readReport(file: string): JestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  } catch {
    return undefined;
  }
}
