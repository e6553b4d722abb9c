import { Redis } from 'ioredis';
import type { Check } from './check.js';

/** Comes again by itself, for ever. */
const SCHEDULED = 'maintenance';
const LISTS = ['wait', 'active', 'paused'];
const SETS = ['delayed', 'prioritized', 'failed'];

/** Every queue is empty, of failed jobs too. */
export const noJobIsLost: Check = async ({ world }) => {
  const redis = new Redis(world.redis.url);
  try {
    const prefix = world.system.env['WAYBILL_REDIS_PREFIX'] ?? '';
    const metas = await redis.keys(`${prefix}:*:meta`);
    const queues = metas.map((key) => key.split(':').at(-2) ?? '');
    const left = await Promise.all(
      queues
        .filter((queue) => queue !== SCHEDULED)
        .flatMap((queue) => [
          ...LISTS.map(async (list) => ({
            queue,
            list,
            jobs: await redis.llen(`${prefix}:${queue}:${list}`),
          })),
          ...SETS.map(async (list) => ({
            queue,
            list,
            jobs: await redis.zcard(`${prefix}:${queue}:${list}`),
          })),
        ]),
    );
    return left
      .filter(({ jobs }) => jobs > 0)
      .map(({ queue, list, jobs }) => `${jobs} jobs of ${queue} are ${list}`);
  } finally {
    redis.disconnect();
  }
};
