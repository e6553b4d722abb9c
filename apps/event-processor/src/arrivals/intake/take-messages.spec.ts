import { describe, expect, it } from '@jest/globals';
import { DomainError, type StorageEvent } from '@waybill/domain';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { SAMPLES } from '@waybill/storage/testing';
import { Metrics } from '../../platform/metrics.js';
import { type Fault, RecordingDeadLetters } from '../../testing/recorders.js';
import { TakeMessages } from './take-messages.js';

/** Takes batches as a whole or not at all; a key of `poison` is never taken. */
class RecordingQueue {
  readonly batches: string[][] = [];
  constructor(private readonly fault: Fault) {}

  enqueue(events: readonly StorageEvent[]): Promise<void> {
    if (this.fault.error) return Promise.reject(this.fault.error);
    const keys = events.map(({ key }) => key);
    if (keys.includes('poison')) return Promise.reject(new Error('not a job'));
    this.batches.push(keys);
    return Promise.resolve();
  }
}

const record = (key: string) => ({
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'b' }, object: { key, size: 1, eTag: 'e' } },
});
const message = (...keys: string[]) => ({
  handle: keys.join(),
  body: JSON.stringify({ Records: keys.map(record) }),
});

function world(fault: Fault = {}) {
  const queue = new RecordingQueue(fault);
  const deadLetters = new RecordingDeadLetters();
  const metrics = new Metrics(createMetricsRegistry());
  const logger = createLogger('test', 'silent');
  const take = new TakeMessages('sqs', { queue, deadLetters }, metrics, logger, '');
  return { queue, letters: deadLetters.letters, take };
}

describe('TakeMessages', () => {
  it('queues all events of a batch at once', async () => {
    const { queue, letters, take } = world();
    const events = await take.execute([message('a', 'b'), message('c')]);
    expect(queue.batches).toEqual([['a', 'b', 'c']]);
    expect(events.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    expect(letters).toEqual([]);
  });

  it.each(SAMPLES)('reads $name as the webhook does', async ({ body, events }) => {
    const { letters, take } = world();
    await expect(take.execute([{ handle: '1', body: JSON.stringify(body) }])).resolves.toEqual(
      events,
    );
    expect(letters).toEqual([]);
  });

  it('keeps what it cannot read with its raw body, and queues the rest', async () => {
    const { queue, letters, take } = world();
    await take.execute([{ body: 'no JSON', handle: '1' }, message('a')]);
    expect(queue.batches).toEqual([['a']]);
    expect(letters).toMatchObject([{ reason: 'unparsable', body: 'no JSON', source: 'sqs' }]);
  });

  it('finds the message that the queue never takes', async () => {
    const { queue, letters, take } = world();
    const poison = message('poison');
    await take.execute([message('a'), poison, message('c')]);
    expect(queue.batches).toEqual([['a'], ['c']]);
    expect(letters).toEqual([
      { reason: 'failed', detail: 'not a job', body: poison.body, source: 'sqs' },
    ]);
  });

  it('keeps nothing as poison because the queue is away', async () => {
    const error = new DomainError('queue_unavailable', 'away');
    const { letters, take } = world({ error });
    await expect(take.execute([message('a'), message('b')])).rejects.toBe(error);
    expect(letters).toEqual([]);
  });
});
