import type { System } from '@waybill/testing';
import type { Benchmark } from './benchmark.js';
import { eventBodies, newFile, whenWhole } from './events/event-files.js';
import { withFloor } from './floors/floor.js';
import { type Ask, HttpLoad } from './load/http-load.js';
import type { Comparison } from './measure/pairs.js';
import { percentile } from './measure/percentile.js';
import { onOwnSystem } from './on-own-system.js';

const AT_ONCE = 128;
/** Posts of one run, a record each; the floor is so much faster that it needs more to be measured. */
const POSTS = 10_000;
const FLOOR_ROUNDS = 4;
const ALONE = 500;

/** What a store sees that reports each object by itself. */
export const intake: Benchmark = {
  says: 'storage events, one a request: how many are taken, and how soon',
  minutes: 4,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(context, { durable: true, notifications: 'off' }, async ({ system }) =>
      withFloor({}, async (floorUrl) => {
        const api = new HttpLoad(system.api.url, system.storeToken, AT_ONCE);
        const floor = new HttpLoad(floorUrl, 'none', AT_ONCE);
        const alone = new HttpLoad(system.api.url, system.storeToken, 1);
        try {
          await context.measure(manyAtOnce(system, api, floor));
          const times = await oneAtATime(system, alone);
          context.tell({
            what: 'Post → 202, one in flight, median',
            unit: 'ms',
            figure: percentile(times, 0.5),
            goal: { atMost: 2 },
          });
          context.tell({
            what: 'Post → 202, one in flight, 99th percentile',
            unit: 'ms',
            figure: percentile(times, 0.99),
          });
        } finally {
          await Promise.all([api.close(), floor.close(), alone.close()]);
        }
      }),
    ),
};

function manyAtOnce(system: System, api: HttpLoad, floor: HttpLoad): Comparison {
  return {
    title: `Events, 1 a request, ${AT_ONCE} in flight`,
    unit: 'posts',
    ours: {
      name: 'Waybill',
      run: async () => {
        const { file, asks } = await newEvents(system, POSTS);
        const answers = await api.run(() => asks.shift());
        await whenWhole(system, file);
        return answers;
      },
    },
    reference: {
      name: 'bare Fastify answering 202',
      run: async () => {
        const { asks } = await newEvents(system, POSTS);
        const posts = asks.map((ask) => ({ ...ask, path: '/accept' }));
        let next = 0;
        return floor.run(() =>
          next < POSTS * FLOOR_ROUNDS ? posts[next++ % posts.length] : undefined,
        );
      },
    },
    goal: { rate: 0.4 },
  };
}

/** @returns milliseconds of each */
async function oneAtATime(system: System, alone: HttpLoad): Promise<readonly number[]> {
  const warm = await newEvents(system, ALONE);
  await alone.run(() => warm.asks.shift());
  const { file, asks } = await newEvents(system, ALONE);
  const { times } = await alone.run(() => asks.shift());
  await whenWhole(system, file);
  return times;
}

async function newEvents(system: System, count: number) {
  const file = await newFile(system, count);
  const asks = eventBodies(system, file, 1).map((body): Ask => ({
    method: 'POST',
    path: '/v1/storage-events',
    body,
  }));
  return { file, asks };
}
