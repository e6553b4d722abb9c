import { setTimeout as sleep } from 'node:timers/promises';
import type { System } from '@waybill/testing';
import type { BenchContext, Benchmark } from './benchmark.js';
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

/** Of one round: milliseconds from the post of each event. */
interface Round {
  /** Until the store has its answer: the job is in Redis. */
  readonly answered: readonly number[];
  /** Until its row was written, within the statement; it is committed a little later. */
  readonly recorded: readonly number[];
  /** Until who watches has it. */
  readonly seen: readonly number[];
}

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
        const rounds: Round[] = [];
        await oneRound(system, load, watch);
        for (let round = 0; round < ROUNDS; round++) {
          context.signal.throwIfAborted();
          rounds.push(await oneRound(system, load, watch));
        }
        tell(context, rounds);
      } finally {
        watch.close();
        await load.close();
      }
    }),
};

function tell(context: BenchContext, rounds: readonly Round[]): void {
  const each = rounds.map(({ seen }) => [0.5, 0.99].map((share) => percentile(seen, share)));
  const said = each.map((shares) => shares.map((ms) => ms.toFixed(1)).join('/'));
  console.log(`\n  p50/p99 of each round: ${said.join(' ')}`);
  const slowest = [...rounds].sort((a, b) => tail(b.seen) - tail(a.seen))[0];
  if (slowest) {
    const { answered, recorded, seen } = slowest;
    const [answer, row, stream] = [answered, recorded, seen].map((ms) => tail(ms).toFixed(1));
    console.log(`  p99 of the slowest: answer ${answer}, row ${row}, stream ${stream} ms`);
  }
  for (const [what, of] of [
    ['answer', 'answered'],
    ['row', 'recorded'],
    ['SSE', 'seen'],
  ] as const) {
    const figure = percentile(
      rounds.flatMap((round) => round[of]),
      0.5,
    );
    context.tell({ what: `Post → ${what} at 1,000/s, median`, unit: 'ms', figure });
  }
  const worst = (index: number) => Math.max(...each.map((shares) => shares[index] ?? Number.NaN));
  const what = `Post → SSE at 1,000/s, worst of ${ROUNDS} rounds`;
  const unit = 'ms';
  context.tell({ what: `${what}, median`, unit, figure: worst(0), goal: { atMost: 6 } });
  const goal = { atMost: 30 };
  context.tell({ what: `${what}, 99th percentile`, unit, figure: worst(1), goal });
}

function tail(times: readonly number[]): number {
  return percentile(times, 0.99);
}

/** Posts at its own pace, whatever the answers do. */
async function oneRound(system: System, load: HttpLoad, watch: ChunkWatch): Promise<Round> {
  const count = PER_SECOND * ROUND_SECONDS;
  const file = await newFile(system, count);
  const bodies = eventBodies(system, file, 1);
  const posted = new Map<string, number>();
  const seen: number[] = [];
  const answered: number[] = [];
  const done = watch.each(count, (name) => {
    const at = posted.get(name);
    if (at !== undefined) seen.push(performance.now() - at);
  });
  const post = async (body: string, at: number): Promise<void> => {
    await load.ask({ method: 'POST', path: '/v1/storage-events', body });
    answered.push(performance.now() - at);
  };
  const answers: Promise<void>[] = [];
  const started = performance.now();
  for (let next = 0; next < count; await sleep(TICK)) {
    const due = Math.min(count, ((performance.now() - started) / 1_000) * PER_SECOND);
    for (; next < due; next++) {
      const now = performance.now();
      posted.set(chunkNameOf(file, next + 1), now);
      answers.push(post(bodies[next] ?? '', now));
    }
  }
  await Promise.all(answers);
  await whenWhole(system, file);
  await done;
  const rows = await system.database.query<{ number: number; at: number }>(
    `SELECT number, extract(epoch FROM uploaded_at)::float8 * 1000 AS at
     FROM file_chunks WHERE file_id = $1`,
    [file.id],
  );
  const recorded = rows.map(
    ({ number, at }) =>
      at - performance.timeOrigin - (posted.get(chunkNameOf(file, number)) ?? Number.NaN),
  );
  return { answered, recorded, seen };
}
