import { setTimeout as sleep } from 'node:timers/promises';
import { Clients } from './clients/clients.js';
import { FAULTS, type End, type Stage } from './faults/index.js';
import { untilUploadsPass } from './probe.js';
import { Dice } from './random.js';
import { PAST_HEAD, pastLine, type Outcome, type Past } from './report.js';
import { schedule, type Step } from './schedule.js';
import { judge, tidyUp } from './settle.js';
import { createWorld } from './world/world.js';

export interface ChaosOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly clients?: number;
  readonly say: (line: string) => void;
}

const CLIENTS = 3;

/** Uploads while faults come and go, and the verdict on what is left. */
export async function runChaos({
  minutes,
  seed,
  say,
  clients: count = CLIENTS,
}: ChaosOptions): Promise<Outcome> {
  const world = await createWorld();
  const { system } = world;
  const clients = new Clients({ url: system.api.url, apiKey: system.apiKey }, count, seed);
  const { ledger } = clients;
  try {
    clients.fill();
    await untilUploadsPass(system, ledger);
    const stage = { world, clients, dice: new Dice(seed) };
    const past: Past[] = [];
    const begun = performance.now();
    say(PAST_HEAD);
    for (const step of schedule(seed, FAULTS)) {
      if (performance.now() - begun > minutes * 60_000) break;
      await sleep(step.pause);
      const at = performance.now() - begun;
      const done = { faults: step.faults, at, ...(await take(step, stage, say)) };
      past.push(done);
      say(pastLine(done));
      if (done.recovered === undefined) break;
    }
    say('clients end');
    await clients.finish();
    await tidyUp({ world, ledger });
    const verdicts = await judge({ world, ledger }, (check) => say(`looking: ${check}`));
    return { seed, past, verdicts, ledger };
  } finally {
    await world.close();
  }
}

async function take(
  { faults, lasts }: Step,
  stage: Stage,
  say: (line: string) => void,
): Promise<Pick<Past, 'lasted' | 'recovered'>> {
  const begun = performance.now();
  const ends: End[] = [];
  for (const name of faults) {
    const fault = FAULTS.find((one) => one.name === name);
    if (fault) ends.push(await fault.begin(stage));
  }
  await sleep(lasts);
  try {
    // At once: a process that comes back may wait for a server that comes back.
    await Promise.all(ends.map(async (end) => end()));
    const lasted = performance.now() - begun;
    return { lasted, recovered: await untilUploadsPass(stage.world.system, stage.clients.ledger) };
  } catch (error) {
    say(String(error));
    return { lasted: performance.now() - begun, recovered: undefined };
  }
}
