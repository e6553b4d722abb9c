import { describe, expect, it } from '@jest/globals';
import {
  DomainError,
  type StorageEvent,
  type StorageEventQueue,
  systemTimers,
} from '@waybill/domain';
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
  const batcher = new IntakeBatcher(
    queue,
    { gatherMs: 5, batchSize: 3, maxWaiting: 5, ...options },
    systemTimers,
  );
  return { jobs, gate, batcher };
}

describe('IntakeBatcher', () => {
  const opened = (gate: ReturnType<typeof start>['gate']) => {
    gate.open = true;
    for (const open of gate.waiters.splice(0)) open();
  };

  it('lets who comes alone wait for nobody', async () => {
    const { jobs, batcher } = start({ gatherMs: 1_000_000 });
    await batcher.add(eventsOf('a'));
    await batcher.add(eventsOf('b'));
    expect(jobs).toEqual([['a'], ['b']]);
  });

  it('puts what comes while a job is under way into one', async () => {
    const { jobs, gate, batcher } = start({ gatherMs: 1_000_000 });
    gate.open = false;
    const all = ['a', 'b', 'c'].map((key) => batcher.add(eventsOf(key)));
    opened(gate);
    await Promise.all(all);
    expect(jobs).toEqual([['a'], ['b', 'c']]);
  });

  it('gives those who were served together time to come together again', async () => {
    const { jobs, gate, batcher } = start({ gatherMs: 1_000_000 });
    gate.open = false;
    const all = ['a', 'b', 'c'].map((key) => batcher.add(eventsOf(key)));
    opened(gate);
    await Promise.all(all);
    const first = batcher.add(eventsOf('d'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(jobs).toHaveLength(2);
    await Promise.all([first, batcher.add(eventsOf('e'))]);
    expect(jobs.at(-1)).toEqual(['d', 'e']);
  });

  it('waits for nobody any longer than it gathers', async () => {
    const { jobs, gate, batcher } = start();
    gate.open = false;
    const all = ['a', 'b', 'c'].map((key) => batcher.add(eventsOf(key)));
    opened(gate);
    await Promise.all(all);
    await batcher.add(eventsOf('d'));
    expect(jobs.at(-1)).toEqual(['d']);
    // And the next one knows that it is alone.
    await batcher.add(eventsOf('e'));
    expect(jobs).toHaveLength(4);
  });

  it('gathers no longer where the queue takes its time', async () => {
    const { jobs, gate, batcher } = start();
    gate.open = false;
    const all = ['a', 'b'].map((key) => batcher.add(eventsOf(key)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(gate.waiters).toHaveLength(2);
    opened(gate);
    await Promise.all(all);
    expect(jobs).toEqual([['a'], ['b']]);
  });

  it('does not wait once a batch is full', async () => {
    const { jobs, batcher } = start({ gatherMs: 1_000_000 });
    await batcher.add(eventsOf('a', 'b', 'c'));
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
