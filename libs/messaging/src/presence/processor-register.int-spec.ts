import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadRedisConfig } from '@waybill/config';
import { ProducerConnection } from '../connection/producer-connection.js';
import { ProcessorRegister, type ProcessorState } from './processor-register.js';

const DEADLINE_MS = 2_000;

describe('ProcessorRegister', () => {
  let connection: ProducerConnection;

  beforeEach(() => {
    connection = new ProducerConnection(loadRedisConfig(process.env), () => undefined);
  });
  afterEach(() => connection.close());

  const state = (minute: number): ProcessorState => ({
    id: randomUUID(),
    host: 'h',
    pid: minute,
    roles: ['relay'],
    startedAt: `2026-11-25T10:0${minute}:00.000Z`,
    busy: { assembly: minute },
  });

  it('lists who has told of itself, as it did last, the oldest first, until it leaves', async () => {
    const register = new ProcessorRegister(connection, randomUUID());
    const [one, two] = [state(1), state(2)];
    for (const told of [two, one, { ...two, busy: {} }]) await register.tell(told, DEADLINE_MS);
    expect(await register.list(DEADLINE_MS)).toEqual([one, { ...two, busy: {} }]);
    await register.leave(one.id);
    expect(await register.list(DEADLINE_MS)).toEqual([{ ...two, busy: {} }]);
  });

  it('forgets who says nothing any more, and keeps nothing of it', async () => {
    const prefix = randomUUID();
    const register = new ProcessorRegister(connection, prefix, 50);
    await register.tell(state(1), DEADLINE_MS);
    await sleep(100);
    expect(await register.list(DEADLINE_MS)).toEqual([]);
    expect(await connection.redis.keys(`${prefix}:*`)).toEqual([]);
  });

  it('throws in time where nobody answers', async () => {
    const away = new ProducerConnection(
      loadRedisConfig({ ...process.env, REDIS_URL: 'redis://127.0.0.1:1' }),
      () => undefined,
    );
    await expect(new ProcessorRegister(away, 'p').list(200)).rejects.toThrow('Redis');
    away.close();
  });
});
