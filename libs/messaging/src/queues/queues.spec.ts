import { describe, expect, it } from '@jest/globals';
import {
  producerRedisOptions,
  redisAddress,
  workerRedisOptions,
} from '../connection/redis-options.js';
import { assertQueuesWired } from '../workers/self-check.js';
import { cappedDelay } from './backoff.js';
import { QUEUES, QUEUE_KEYS } from './queue-definitions.js';

const config = {
  url: 'redis://127.0.0.1:6379',
  prefix: 'test',
  commandTimeoutMs: 5_000,
  queueLimit: 10_000,
};

describe('cappedDelay', () => {
  it('doubles up to the cap', () => {
    const delays = [1, 2, 3, 4, 10, 500].map((made) => cappedDelay(made, 500, 15_000, () => 0));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 15_000, 15_000]);
  });

  it('leaves up to half of it to chance', () => {
    expect(cappedDelay(10, 500, 15_000, () => 1)).toBe(7_500);
  });
});

describe('QUEUES', () => {
  it('outlast an outage: two hours for events, half an hour for assembly', () => {
    const seconds = (key: 'storageEvents' | 'assembly') => {
      const { attempts, backoff } = QUEUES[key];
      let total = 0;
      for (let made = 1; made < attempts; made += 1) {
        total += cappedDelay(made, backoff.base, backoff.cap, () => 0.5);
      }
      return total / 1_000;
    };
    expect(seconds('storageEvents')).toBeGreaterThan(5_400);
    expect(seconds('assembly')).toBeGreaterThan(1_800);
  });
});

describe('assertQueuesWired', () => {
  const all = Object.fromEntries(QUEUE_KEYS.map((key) => [key, { handle: () => undefined }]));

  it('passes when every queue has its handler', () => {
    expect(() => assertQueuesWired(all)).not.toThrow();
  });

  it('names every queue without a handler and every handler without a queue', () => {
    const wrong = { ...all, cleanup: undefined, assembly: {}, other: all['assembly'] };
    expect(() => assertQueuesWired(wrong)).toThrow(
      /assembly has no handler; cleanup has no handler; other is no queue/u,
    );
  });
});

describe('redisAddress', () => {
  it.each([
    ['redis://127.0.0.1:6380', { host: '127.0.0.1', port: 6380, db: 0 }],
    ['redis://cache', { host: 'cache', port: 6379, db: 0 }],
    ['redis://:p%40ss@[::1]:1/3', { host: '::1', port: 1, db: 3, password: 'p@ss' }],
    [
      'rediss://user:pass@cache.example:6379',
      {
        host: 'cache.example',
        port: 6379,
        db: 0,
        username: 'user',
        password: 'pass',
        tls: { servername: 'cache.example' },
      },
    ],
  ])('reads %s', (url, address) => {
    expect(redisAddress(url)).toEqual(address);
  });
});

describe('deadlines', () => {
  it('exceed the blocking read of ten seconds for workers, and not for producers', () => {
    expect(workerRedisOptions(config).commandTimeout).toBeGreaterThan(10_000);
    expect(workerRedisOptions(config).maxRetriesPerRequest).toBeNull();
    expect(producerRedisOptions(config, 'x')).toMatchObject({
      commandTimeout: 5_000,
      enableOfflineQueue: false,
    });
  });
});
