import { describe, expect, it } from '@jest/globals';
import type { FileEvent, FileEventType } from '@waybill/domain';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metrics } from '../platform/metrics.js';
import {
  type Fault,
  ListedOutbox,
  RecordingAssemblyQueue,
  RecordingCleanupQueue,
  RecordingPublisher,
} from '../testing/recorders.js';
import { RelayJournal } from './relay-journal.js';
import { RelayLoop } from './relay-loop.js';

const eventOf = (type: FileEventType, position: number): FileEvent => ({
  position,
  type,
  fileId: `file-${position}`,
  tenantId: 't',
  at: new Date(),
  data: {},
});

function relayOf(types: readonly FileEventType[], publishing: Fault = {}, queueing: Fault = {}) {
  const outbox = new ListedOutbox(types.map((type, index) => eventOf(type, index + 1)));
  const ports = {
    outbox,
    publisher: new RecordingPublisher(publishing),
    assembly: new RecordingAssemblyQueue(queueing),
    cleanup: new RecordingCleanupQueue(),
  };
  const { publisher, assembly, cleanup } = ports;
  return { ...ports, relay: new RelayJournal(outbox, publisher, assembly, cleanup) };
}

describe('RelayJournal', () => {
  it('publishes in order, and orders the work that follows', async () => {
    const types = [
      'file.created',
      'file.completing',
      'file.completed',
      'file.aborted',
      'file.expired',
      'file.deleted',
      'file.failed',
    ] as const;
    const { relay, publisher, assembly, cleanup } = relayOf(types);
    expect(await relay.execute()).toBe(7);
    expect(publisher.events.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(assembly.tasks).toEqual([{ fileId: 'file-2', cause: 2 }]);
    expect(cleanup.tasks.map(({ cause }) => cause)).toEqual([3, 4, 5, 6]);
  });

  it.each(['publishing', 'queueing'] as const)(
    'publishes again what failed while %s',
    async (where) => {
      const fault: Fault = { error: new Error('Redis is away') };
      const [publishing, queueing] = where === 'publishing' ? [fault, {}] : [{}, fault];
      const made = relayOf(['file.completing'], publishing, queueing);
      await expect(made.relay.execute()).rejects.toThrow('Redis is away');
      expect(made.publisher.events).toEqual([]);
      fault.error = undefined;
      expect(await made.relay.execute()).toBe(1);
      expect(made.assembly.tasks.at(-1)).toEqual({ fileId: 'file-1', cause: 1 });
      expect(made.publisher.events).toHaveLength(1);
    },
  );
});

describe('RelayLoop', () => {
  const logger = createLogger('test', 'silent');
  const webhooks = { kick: () => undefined };
  const metrics = () => new Metrics(createMetricsRegistry());

  it('is woken at once, and goes on after failures', async () => {
    let wake: () => void = () => undefined;
    let rounds = 0;
    const results: (number | Error)[] = [3, new Error('away'), 2, 0];
    const relay = {
      execute: () => {
        const result = results[rounds] ?? 0;
        rounds += 1;
        return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
      },
    };
    const outbox = {
      onAppend: (call: () => void) => {
        wake = call;
        return Promise.resolve(() => Promise.resolve());
      },
    };
    const loop = new RelayLoop(relay, outbox, metrics(), logger, webhooks);
    loop.start();
    await sleep(350);
    expect(rounds).toBe(4);
    wake();
    await sleep(20);
    expect(rounds).toBe(5);
    await loop.stop();
    wake();
    await sleep(20);
    expect(rounds).toBe(5);
  });

  it('polls where it cannot listen', async () => {
    let rounds = 0;
    const relay = { execute: () => Promise.resolve(((rounds += 1), 0)) };
    const outbox = { onAppend: () => Promise.reject(new Error('no')) };
    const loop = new RelayLoop(relay, outbox, metrics(), logger, webhooks);
    loop.start();
    await sleep(620);
    await loop.stop();
    expect(rounds).toBe(2);
  });
});
