import './workspace.js';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeEnvFile } from './env-file.js';
import { Interrupt, whenAborted } from '@waybill/stack';
import { Phases } from './phases.js';
import { StatusTerminal } from './terminal.js';
import { stackProgress } from './stack-progress.js';
import { startTestStack } from './test/test-stack.js';

/** `npm run stack -- [--data FOLDER]`: the tests' servers alone, until Ctrl-C, for work on a part. */
const { values } = parseArgs({ options: { data: { type: 'string' } } });
const folder = resolve(values.data ?? mkdtempSync(join(tmpdir(), 'waybill-stack-')));
const terminal = new StatusTerminal(process.stderr);
const { asked } = new Interrupt();
const phases = new Phases(terminal, asked);

try {
  const { stack, env } = await startTestStack(folder, stackProgress(phases), asked);
  const file = join(folder, 'env');
  writeEnvFile(file, env);
  terminal.line(`Up until Ctrl-C. In another terminal: set -a; . ${file}; set +a`);
  console.log(file);
  const failure = await Promise.race([whenAborted(asked), stack.failure]);
  if (failure) terminal.line(failure.message);
  await stack.stop();
  process.exit(failure ? 1 : 0);
} catch (error) {
  if (!asked.aborted) terminal.line((error as Error).message);
  process.exit(asked.aborted ? 0 : 1);
}
