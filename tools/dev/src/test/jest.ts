import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from '../node-script.js';
import { runProgram } from '../run-program.js';
import { workspaceRoot } from '../workspace.js';
import { reports } from '../nx.js';
import { readReports, tallyRun, type Tally } from './tally.js';

export interface JestRun {
  /** Names the report, `dist/reports/part/NAME.json`. */
  name: string;
  config: string;
  args: readonly string[];
  env: Variables;
  cancelSignal: AbortSignal;
}

/** Runs Jest with its own output on the terminal, so that what fails is shown as it fails. */
export async function runJest({ name, config, args, env, cancelSignal }: JestRun): Promise<Tally> {
  const folder = join(reports, 'part');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  // By default in the temporary folder, which is a new one each time: nothing would be found in it.
  const cache = `--cacheDirectory=${join(workspaceRoot, 'node_modules/.cache/jest')}`;
  const jest = ['node_modules/jest/bin/jest.js', '--config', config, '--passWithNoTests', cache];
  const report = ['--json', `--outputFile=${join(folder, `${name}.json`)}`];
  const result = await runProgram(process.execPath, [...node, ...jest, ...report, ...args], {
    // With --outputFile, what Jest says goes to stderr; our stdout keeps its last line to itself.
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
    cancelSignal,
  });
  return tallyRun(!result.failed, readReports(folder));
}
