import { describe, expect, it } from '@jest/globals';
import { DomainError, type StorageEvent, type StorageEventQueue } from '@waybill/domain';
import { stub } from '../../e2e/support/stubs.js';
import { IntakeBatcher } from './intake-batcher.js';

const eventsOf = (...keys: string[]): StorageEvent[] =>
  keys.map((key) => ({ kind: 'created', name: 'ObjectCreated:Put', bucket: 'b', key }));

function start(options: Partial<ConstructorParameters<typeof IntakeBatcher>[1]> = {}) {
  const jobs: string[][] = [];
  const gate = { open: true, failing: false, waiters: [] as (() => void)[] };
  const queue = stub<StorageEventQueue>({
    enqueue: async (events) => {
      if (!gate.open) await new Promise<void>((resolve) => gate.waiters.push(resolve));
      if (gate.failing) throw new DomainError('queue_unavailable', 'away');
      jobs.push(events.map(({ key }) => key));
    },
  });
  const batcher = new IntakeBatcher(queue, {
    gatherMs: 5,
    batchSize: 3,
    maxWaiting: 5,
    ...options,
  });
  return { jobs, gate, batcher };
}

describe('IntakeBatcher', () => {
  it('puts what comes together into one job', async () => {
    const { jobs, batcher } = start();
    await Promise.all([batcher.add(eventsOf('a')), batcher.add(eventsOf('b'))]);
    expect(jobs).toEqual([['a', 'b']]);
  });

  it('does not wait once a batch is full', async () => {
    const { jobs, batcher } = start({ gatherMs: 1_000_000 });
    await Promise.all([batcher.add(eventsOf('a')), batcher.add(eventsOf('b', 'c'))]);
    expect(jobs).toEqual([['a', 'b', 'c']]);
  });

  it('resolves only when the queue has the events', async () => {
    const { gate, batcher } = start();
    gate.open = false;
    let done = false;
    const added = batcher.add(eventsOf('a')).then(() => (done = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(done).toBe(false);
    for (const open of gate.waiters) open();
    await added;
    expect(done).toBe(true);
  });

  it('fails everyone whose events were in the job, and goes on afterwards', async () => {
    const { jobs, gate, batcher } = start();
    gate.failing = true;
    const both = [batcher.add(eventsOf('a')), batcher.add(eventsOf('b'))];
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'queue_unavailable' });
    gate.failing = false;
    await batcher.add(eventsOf('c'));
    expect(jobs).toEqual([['c']]);
  });

  it('refuses more than it may hold, at once, and takes more when there is room', async () => {
    const { jobs, gate, batcher } = start();
    gate.open = false;
    const held = batcher.add(eventsOf('a', 'b', 'c', 'd'));
    await expect(batcher.add(eventsOf('e', 'f'))).rejects.toMatchObject({
      code: 'queue_unavailable',
    });
    gate.open = true;
    for (const open of gate.waiters) open();
    await held;
    await batcher.add(eventsOf('e', 'f'));
    expect(jobs.flat()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('has nothing to do for no events', async () => {
    const { jobs, batcher } = start();
    await batcher.add([]);
    expect(jobs).toEqual([]);
  });
});
