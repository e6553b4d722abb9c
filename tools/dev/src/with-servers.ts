import './workspace.js';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from './node-script.js';
import { runProgram } from './run-program.js';
import { Interrupt } from '@waybill/stack';
import { startTestStack } from './test/test-stack.js';

/**
 * Runs a command, given as our arguments, with the tests' servers in its environment: those that
 * are there already (`npm test` and `npm run stack` say where), or new ones for this command alone.
 */
const [command = '', ...args] = process.argv.slice(2);
const { asked } = new Interrupt();

async function run(env: Variables): Promise<number> {
  const result = await runProgram(command, args, { stdio: 'inherit', env, cancelSignal: asked });
  return result.exitCode ?? 1;
}

async function runOnOwnServers(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-test-'));
  try {
    const { stack, env } = await startTestStack(folder, () => undefined, asked);
    const TMPDIR = join(folder, 'tmp');
    mkdirSync(TMPDIR);
    try {
      return await run({ ...env, TMPDIR });
    } finally {
      await stack.stop({ patience: !asked.aborted });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

try {
  process.exit(await (process.env['WAYBILL_TEST_STACK_DIR'] ? run({}) : runOnOwnServers()));
} catch (error) {
  if (!asked.aborted) console.error((error as Error).message);
  process.exit(asked.aborted ? 130 : 1);
}
