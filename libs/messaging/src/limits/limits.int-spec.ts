import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadRedisConfig } from '@waybill/config';
import { ProducerConnection } from '../connection/producer-connection.js';
import { RateLeases } from './rate-leases.js';
import { SharedSlots } from './shared-slots.js';

const open: ProducerConnection[] = [];

async function connect(url = process.env['REDIS_URL'] ?? ''): Promise<ProducerConnection> {
  const config = loadRedisConfig({ ...process.env, REDIS_URL: url });
  const connection = new ProducerConnection(config, () => undefined);
  open.push(connection);
  await connection.ready(2_000).catch(() => undefined);
  return connection;
}

/** Nobody listens there. */
const NOWHERE = 'redis://127.0.0.1:1';

afterEach(() => {
  for (const connection of open.splice(0)) connection.close();
});

describe('requests a second', () => {
  it.each([7, 100])('are %i of all replicas together, and never more', async (max) => {
    const owner = randomUUID();
    const prefix = `rate-${owner}`;
    const replicas = [
      new RateLeases(await connect(), prefix),
      new RateLeases(await connect(), prefix),
    ];
    const tries = () =>
      Promise.all(
        Array.from({ length: 3 * max }, (_, n) => (replicas[n % 2] ?? fail()).take(owner, max)),
      );
    const started = performance.now();
    const states = await tries();
    const seconds = Math.ceil((performance.now() - started) / 1_000);
    const allowed = states.filter((state) => state.allowed).length;
    expect(allowed).toBeLessThanOrEqual(max * seconds);
    // What the other replica has taken and not spent is lost to this second, and no more than that.
    expect(allowed).toBeGreaterThanOrEqual(Math.floor(max * 0.85));
    const refused = states.find((state) => !state.allowed);
    expect(refused?.remaining).toBe(0);
    expect(refused?.resetMs).toBeLessThanOrEqual(1_000);
    // The next second has its own.
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await replicas[0]?.take(owner, max))?.allowed).toBe(true);
  });

  it('are counted by each replica for itself without Redis, at once', async () => {
    const leases = new RateLeases(await connect(NOWHERE), 'rate');
    const states = await Promise.all(Array.from({ length: 30 }, () => leases.take('owner', 10)));
    expect(states.filter(({ allowed }) => allowed)).toHaveLength(10);
  });
});

describe('slots', () => {
  it('are so many of all replicas together', async () => {
    const owner = randomUUID();
    const [one, two] = [
      new SharedSlots(await connect(), `slots-${owner}`),
      new SharedSlots(await connect(), `slots-${owner}`),
    ];
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).take(owner, 3)),
    );
    expect(taken.filter((release) => release !== undefined)).toHaveLength(3);
    for (const release of taken) release?.();
    expect(await one.take(owner, 1)).toBeDefined();
    expect(await two.take(owner, 1)).toBeUndefined();
    // A replica that ends gives back what it had.
    one.stop();
    two.stop();
    expect(await two.take(owner, 1)).toBeDefined();
    two.stop();
  });

  it('are there without Redis', async () => {
    const slots = new SharedSlots(await connect(NOWHERE), 'slots');
    expect(await slots.take('owner', 1)).toBeDefined();
    slots.stop();
  });
});

function fail(): never {
  throw new Error('There is no such replica.');
}
