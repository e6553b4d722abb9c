import { join } from 'node:path';
import { Interrupt } from '@waybill/stack';
import { runMany } from './nx.js';
import { runProgram } from './run-program.js';
import { workspaceRoot } from './workspace.js';

/** `npm run bench -- [NAME…]`: builds what is measured, and runs the benchmarks on the build. */
const projects = ['bench', 'upload-api', 'event-processor', 'cli'];
const { asked } = new Interrupt();

try {
  const { ok, output } = await runMany({ targets: ['build'], signal: asked, projects });
  if (!ok) throw new Error(output);
  const program = join(workspaceRoot, 'tools/bench/dist/main.js');
  const result = await runProgram(process.execPath, [program, ...process.argv.slice(2)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    cancelSignal: asked,
  });
  process.exit(result.exitCode ?? 1);
} catch (error) {
  if (!asked.aborted) console.error((error as Error).message);
  process.exit(asked.aborted ? 130 : 1);
}
