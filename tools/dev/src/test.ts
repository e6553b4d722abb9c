import './workspace.js';
import { Interrupt } from '@waybill/stack';
import { Phases } from './phases.js';
import { seconds, StatusTerminal } from './terminal.js';
import { parseParts } from './test/parts.js';
import { runTests } from './test/run-tests.js';
import { verdict } from './test/tally.js';

/** `npm test`: every check and every test, and a last line that says `N passed, N failed`. */
const terminal = new StatusTerminal();
const interrupt = new Interrupt();
const phases = new Phases(terminal, interrupt.asked);
const begun = performance.now();

try {
  const parts = parseParts(process.argv.slice(2));
  const run = { phases, terminal, signal: interrupt.asked, part: parts.part };
  const total = await runTests({ ...run, jestArgs: parts.jestArgs });
  const { line, ok } = verdict(total);
  terminal.line(`\n${seconds(performance.now() - begun)} in all`);
  terminal.lastLine(line);
  process.exit(ok ? 0 : 1);
} catch (error) {
  terminal.lastLine(interrupt.asked.aborted ? '\nStopped.' : `\n${(error as Error).message}`);
  process.exit(interrupt.asked.aborted ? 130 : 1);
}
