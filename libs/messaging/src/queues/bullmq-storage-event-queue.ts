import {
  MAX_EVENTS_PER_JOB,
  type ReplayedEvents,
  type StorageEvent,
  StorageEventQueue,
} from '@waybill/domain';
import type { JobProducer } from './job-producer.js';

export class BullmqStorageEventQueue extends StorageEventQueue {
  constructor(private readonly producer: JobProducer<'storageEvents'>) {
    super();
  }

  override async enqueue(events: readonly StorageEvent[]): Promise<void> {
    const receivedAt = new Date().toISOString();
    await this.producer.add(
      batchesOf(events).map((batch) => ({ data: { version: 1, receivedAt, events: batch } })),
    );
  }

  override async replay(letters: readonly ReplayedEvents[]): Promise<void> {
    const receivedAt = new Date().toISOString();
    await this.producer.add(
      letters.flatMap(({ id, events, history }) =>
        batchesOf(events).map((batch, index) => ({
          id: `replay-${id}-${index}`,
          data: {
            version: 1,
            receivedAt,
            events: batch,
            history: {
              firstSeenAt: history.firstSeenAt.toISOString(),
              timesSeen: history.timesSeen,
            },
          },
        })),
      ),
    );
  }
}

function batchesOf(events: readonly StorageEvent[]): StorageEvent[][] {
  const batches = [];
  for (let start = 0; start < events.length; start += MAX_EVENTS_PER_JOB) {
    batches.push(events.slice(start, start + MAX_EVENTS_PER_JOB));
  }
  return batches;
}
