import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../node-script.js';
import { runMany, runTestTargets } from '../nx.js';
import type { Phases } from '../phases.js';
import { seconds, type StatusTerminal } from '../terminal.js';
import { checkProjects, checkRepository } from './checks.js';
import { runJest } from './jest.js';
import type { TestPart } from './parts.js';
import { sum, tallyCheck, type Tally } from './tally.js';
import { startTestStack } from './test-stack.js';

export interface TestRun {
  phases: Phases;
  terminal: StatusTerminal;
  signal: AbortSignal;
  part: TestPart | undefined;
  jestArgs: readonly string[];
}

/** The checks run beside the start of the servers, the tests that need servers after both. */
export async function runTests(run: TestRun): Promise<Tally> {
  const { part, signal } = run;
  const folder = mkdtempSync(join(tmpdir(), 'waybill-test-'));
  const servers = part === 'unit' ? undefined : startServers(run, folder);
  // Looked at below, after the checks; until then a failure must not end the process.
  servers?.catch(() => undefined);
  const tallies: Tally[] = [];
  try {
    tallies.push(...(await withoutServers(run)));
    const running = await servers;
    if (servers && !running) tallies.push(tallyCheck(false));
    const parts = (['integration', 'e2e'] as const).filter((name) => !part || name === part);
    // What a test that is cut off leaves in its temporary folders goes when this one goes.
    const TMPDIR = join(folder, 'tmp');
    mkdirSync(TMPDIR);
    for (const name of running ? parts : []) {
      const env = { ...running?.env, TMPDIR };
      const asked = run.jestArgs.length > 0;
      tallies.push(await (asked ? jestPart(run, name, env) : targetPart(run, name, env)));
    }
  } finally {
    const running = await servers?.catch(() => undefined);
    const keep = !signal.aborted && sum(tallies).failed > 0;
    await running?.stack.stop({ patience: !signal.aborted });
    if (keep && servers) run.terminal.line(`\nThe servers' logs and data are kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return sum(tallies);
}

async function withoutServers(run: TestRun): Promise<Tally[]> {
  const { part } = run;
  if (!part) {
    headline(run, 'Checks and unit tests');
    return Promise.all([checkProjects(run), checkRepository(run)]);
  }
  if (part === 'unit') return [await jestPart(run, part, {})];
  // The apps that end-to-end tests run are the built ones.
  return part === 'e2e' ? [await build(run)] : [];
}

async function build({ phases, terminal, signal }: TestRun): Promise<Tally> {
  phases.progress('build', 'building');
  const { ok, output } = await runMany({ targets: ['build'], signal });
  if (ok) {
    phases.done('build', 'done');
  } else {
    phases.failed('build', 'failed');
    terminal.line(output);
  }
  return tallyCheck(ok);
}

/** @returns undefined when they do not come up, which has been shown by then. */
async function startServers({ phases, terminal, signal }: TestRun, folder: string) {
  phases.progress('servers', 'starting');
  const progress = (part: string, message: string) => {
    if (message !== 'stopped') phases.progress('servers', `${part} ${message}`);
  };
  try {
    const running = await startTestStack(folder, progress, signal);
    phases.done('servers', 'ready');
    return running;
  } catch (error) {
    signal.throwIfAborted();
    phases.failed('servers', 'did not start');
    terminal.line((error as Error).message);
    return undefined;
  }
}

const jestParts: Record<TestPart, { title: string; config: string }> = {
  unit: { title: 'Unit tests', config: 'jest.config.mjs' },
  integration: { title: 'Integration tests', config: 'jest.integration.config.mjs' },
  e2e: { title: 'End-to-end tests', config: 'jest.e2e.config.mjs' },
};

/** A part as a target of every project that has it: what has not changed comes from nx's cache. */
async function targetPart(
  run: TestRun,
  part: 'integration' | 'e2e',
  env: Variables,
): Promise<Tally> {
  const { signal } = run;
  return timed(run, part, async () => {
    const { tally } = await runTestTargets(part, { targets: [part], signal, env, live: true });
    return tally;
  });
}

/** A part as Jest runs it with the arguments that were given: always anew. */
async function jestPart(run: TestRun, part: TestPart, env: Variables): Promise<Tally> {
  const { config } = jestParts[part];
  return timed(run, part, () =>
    runJest({ name: part, config, env, args: run.jestArgs, cancelSignal: run.signal }),
  );
}

async function timed(run: TestRun, part: TestPart, work: () => Promise<Tally>): Promise<Tally> {
  headline(run, jestParts[part].title);
  const begun = performance.now();
  const tally = await work();
  const time = run.terminal.style('dim', seconds(performance.now() - begun));
  run.terminal.line(`  ${tally.passed} passed, ${tally.failed} failed   ${time}`);
  return tally;
}

function headline({ terminal }: TestRun, text: string): void {
  terminal.line(`\n${terminal.style('bold', text)}`);
}
