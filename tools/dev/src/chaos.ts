import { Interrupt } from '@waybill/stack';
import { runMany } from './nx.js';
import { runProgram } from './run-program.js';

/** `npm run chaos -- [--minutes N] [--seed S]`: builds the services, and breaks what is around them. */
const SOURCE = ['--conditions=@waybill/source', '--import', 'tsx'];
const projects = ['upload-api', 'event-processor', 'persistence'];
const { asked } = new Interrupt();

try {
  const { ok, output } = await runMany({ targets: ['build'], signal: asked, projects });
  if (!ok) throw new Error(output);
  const chaos = [process.execPath, ...SOURCE, 'tools/chaos/src/main.ts', ...process.argv.slice(2)];
  const args = [...SOURCE, 'tools/dev/src/with-servers.ts', ...chaos];
  const result = await runProgram(process.execPath, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    cancelSignal: asked,
  });
  process.exit(result.exitCode ?? 1);
} catch (error) {
  if (!asked.aborted) console.error((error as Error).message);
  process.exit(asked.aborted ? 130 : 1);
}
