import { MAX_EVENTS_PER_JOB, type StorageEvent, StorageEventQueue } from '@waybill/domain';
import type { JobProducer } from './job-producer.js';

export class BullmqStorageEventQueue extends StorageEventQueue {
  constructor(private readonly producer: JobProducer<'storageEvents'>) {
    super();
  }

  override async enqueue(events: readonly StorageEvent[]): Promise<void> {
    const receivedAt = new Date().toISOString();
    const jobs = [];
    for (let start = 0; start < events.length; start += MAX_EVENTS_PER_JOB) {
      const batch = events.slice(start, start + MAX_EVENTS_PER_JOB);
      jobs.push({ data: { version: 1 as const, receivedAt, events: batch } });
    }
    await this.producer.add(jobs);
  }
}
