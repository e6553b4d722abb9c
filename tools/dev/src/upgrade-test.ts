import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interrupt } from '@waybill/stack';
import { runMany } from './nx.js';
import { Phases } from './phases.js';
import { runProgram } from './run-program.js';
import { StatusTerminal } from './terminal.js';
import { buildRelease } from './upgrade/build-release.js';
import { previousRelease } from './upgrade/previous-release.js';

/**
 * `npm run upgrade-test`: the release before and what is checked out, on each other's schema, during
 * uploads. Both are built, and run on servers of their own.
 */
const terminal = new StatusTerminal();
const { asked } = new Interrupt();
const phases = new Phases(terminal, asked);
const PROJECTS = ['upload-api', 'event-processor', 'persistence', 'cli'];
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--config=jest.upgrade.config.mjs',
];

async function buildToday(): Promise<void> {
  const { ok, output } = await runMany({ targets: ['build'], projects: PROJECTS, signal: asked });
  if (!ok) throw new Error(output);
}

async function run(folder: string): Promise<number> {
  const tag = await previousRelease();
  await phases.run(tag, 'unpacking', () =>
    buildRelease(tag, folder, (message) => phases.progress(tag, message), asked),
  );
  await phases.run('today', 'building', buildToday);
  const args = ['--conditions=@waybill/source', '--import', 'tsx', 'tools/dev/src/with-servers.ts'];
  const test = await runProgram(process.execPath, [...args, process.execPath, ...JEST], {
    stdio: 'inherit',
    env: { WAYBILL_TEST_PREVIOUS_RELEASE: folder },
    cancelSignal: asked,
  });
  return test.exitCode ?? 1;
}

const folder = mkdtempSync(join(tmpdir(), 'waybill-release-'));
try {
  process.exitCode = await run(folder);
} catch (error) {
  terminal.lastLine(asked.aborted ? '\nStopped.' : `\n${(error as Error).message}`);
  process.exitCode = asked.aborted ? 130 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
