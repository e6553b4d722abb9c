import { setTimeout as sleep } from 'node:timers/promises';
import type { System } from '@waybill/testing';
import type { Benchmark } from './benchmark.js';
import { chunkNameOf, eventBodies, newFile, whenWhole } from './events/event-files.js';
import { ChunkWatch } from './load/chunk-watch.js';
import { HttpLoad } from './load/http-load.js';
import { percentile } from './measure/percentile.js';
import { onOwnSystem } from './on-own-system.js';

const PER_SECOND = 1_000;
const ROUND_SECONDS = 5;
const ROUNDS = 8;
/** A tick of the sender, in milliseconds. */
const TICK = 2;

/** How soon whoever watches a file sees what the store has reported. */
export const live: Benchmark = {
  says: `post → live stream at ${PER_SECOND.toLocaleString('en')} events a second, ${ROUNDS} rounds`,
  minutes: 3,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(context, { durable: true, notifications: 'off' }, async ({ system }) => {
      const load = new HttpLoad(system.api.url, system.storeToken, 64);
      const watch = await ChunkWatch.open(system.api.url, system.apiKey);
      try {
        const rounds: number[][] = [];
        await oneRound(system, load, watch);
        for (let round = 0; round < ROUNDS; round++) {
          context.signal.throwIfAborted();
          rounds.push(await oneRound(system, load, watch));
        }
        const worst = (share: number) =>
          Math.max(...rounds.map((times) => percentile(times, share)));
        console.log(
          `\n  p50/p99 of each: ${rounds.map((times) => `${percentile(times, 0.5).toFixed(1)}/${percentile(times, 0.99).toFixed(1)}`).join(' ')}`,
        );
        const what = `Post → SSE at ${PER_SECOND.toLocaleString('en')}/s, worst of ${ROUNDS} rounds`;
        context.tell({
          what: `${what}, median`,
          unit: 'ms',
          figure: worst(0.5),
          goal: { atMost: 6 },
        });
        context.tell({
          what: `${what}, 99th percentile`,
          unit: 'ms',
          figure: worst(0.99),
          goal: { atMost: 30 },
        });
      } finally {
        watch.close();
        await load.close();
      }
    }),
};

/** Posts at its own pace, whatever the answers do. @returns milliseconds from post to stream */
async function oneRound(system: System, load: HttpLoad, watch: ChunkWatch): Promise<number[]> {
  const count = PER_SECOND * ROUND_SECONDS;
  const file = await newFile(system, count);
  const bodies = eventBodies(system, file, 1);
  const posted = new Map<string, number>();
  const times: number[] = [];
  const done = watch.each(count, (name) => {
    const at = posted.get(name);
    if (at !== undefined) times.push(performance.now() - at);
  });
  const answers: Promise<void>[] = [];
  const started = performance.now();
  for (let next = 0; next < count; await sleep(TICK)) {
    const due = Math.min(count, ((performance.now() - started) / 1_000) * PER_SECOND);
    for (; next < due; next++) {
      posted.set(chunkNameOf(file, next + 1), performance.now());
      answers.push(
        load.ask({ method: 'POST', path: '/v1/storage-events', body: bodies[next] ?? '' }),
      );
    }
  }
  await Promise.all(answers);
  await whenWhole(system, file);
  await done;
  return times;
}
