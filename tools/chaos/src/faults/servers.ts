import type { RestartableServer } from '@waybill/testing';
import { Redis } from 'ioredis';
import type { Link } from '../world/link.js';
import type { World } from '../world/world.js';
import type { End, Fault, FaultsByPart } from './fault.js';

/** Milliseconds for each piece on a slow line. */
const SLOW = 60;
/** Bytes; far less than a Redis with nothing in it has. */
const NO_ROOM = '1';

async function down(server: RestartableServer, force: boolean): Promise<End> {
  await server.takeDown({ force });
  return () => server.bringUp();
}

function faultsOf(
  name: string,
  server: (world: World) => RestartableServer,
  link: (world: World) => Link,
): Record<string, Fault> {
  const on = (begin: (link: Link) => void): Fault => {
    return ({ world }) => {
      begin(link(world));
      return () => link(world).heal();
    };
  };
  return {
    [`${name} restarted`]: ({ world }) => down(server(world), false),
    [`${name} killed`]: ({ world }) => down(server(world), true),
    [`${name} cut off`]: on((one) => one.cut()),
    [`${name} silent`]: on((one) => one.stall()),
    [`${name} slow`]: on((one) => one.slow(SLOW)),
  };
}

async function withRedis(world: World, action: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(world.redis.url);
  try {
    await action(redis);
  } finally {
    redis.disconnect();
  }
}

export const SERVER_FAULTS: FaultsByPart = {
  postgres: faultsOf(
    'PostgreSQL',
    ({ postgres }) => postgres,
    ({ links }) => links.postgres,
  ),
  redis: {
    ...faultsOf(
      'Redis',
      ({ redis }) => redis,
      ({ links }) => links.redis,
    ),
    'Redis full': async ({ world }) => {
      await withRedis(world, (redis) => redis.config('SET', 'maxmemory', NO_ROOM));
      return () => withRedis(world, (redis) => redis.config('SET', 'maxmemory', '0'));
    },
    'Redis emptied': async ({ world }) => {
      await withRedis(world, (redis) => redis.flushall());
      return () => undefined;
    },
  },
};
