import './workspace.js';
import { Interrupt, StackError, whenAborted } from '@waybill/stack';
import { Phases } from './phases.js';
import { bringUp, type Running } from './start/bring-up.js';
import { rebuildOnChange } from './start/rebuild-on-change.js';
import { showSummary } from './start/summary.js';
import { takeDown } from './start/take-down.js';
import { StatusTerminal } from './terminal.js';

/**
 * `npm start`: the whole system on this machine, from one command, until Ctrl-C. With `--watch`
 * (`npm run dev`) the apps are built and started again when their sources change. With
 * `--set-up-store` the bucket of an external store is set up, which is only looked at otherwise.
 */
const begun = performance.now();
const terminal = new StatusTerminal();
const interrupt = new Interrupt();
const phases = new Phases(terminal, interrupt.asked);
const running: Running = { apps: [] };

terminal.line(terminal.style('bold', 'Starting Waybill'));
try {
  const setUpStore = process.argv.includes('--set-up-store');
  const signal = interrupt.asked;
  const summary = await bringUp({ running, phases, terminal, signal, setUpStore });
  showSummary(terminal, { ...summary, elapsedMs: performance.now() - begun });
  if (process.argv.includes('--watch')) {
    void rebuildOnChange({ apps: running.apps, phases, terminal, signal: interrupt.asked });
  }
  const failures = [...running.apps, ...(running.stack ? [running.stack] : [])];
  const failure = await Promise.race([
    whenAborted(interrupt.asked),
    ...failures.map((part) => part.failure),
  ]);
  if (failure) throw failure;
} catch (error) {
  if (!interrupt.asked.aborted) {
    terminal.line(`\n${terminal.style('red', describe(error))}\n`);
    process.exitCode = 1;
  }
}
if (running.stack) {
  terminal.line('\nStopping. Ctrl-C again does it by force.');
  await takeDown(running, phases, interrupt.pressed);
}
terminal.lastLine(
  running.stack || interrupt.asked.aborted ? 'Stopped.' : 'Nothing is left running.',
);
process.exit(interrupt.pressed.aborted ? 130 : process.exitCode);

function describe(error: unknown): string {
  // Those are written for the person at the terminal; any other is a fault of ours.
  if (error instanceof StackError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
