import type { StorageEventsJobV1 } from '@waybill/contracts';
import type { JobContext, QueueHandler } from '@waybill/messaging';
import type { ApplyStorageEvents } from './apply-storage-events.js';

/** The queue `storage-events`. */
export class StorageEventsHandler implements QueueHandler<StorageEventsJobV1> {
  constructor(private readonly applyStorageEvents: ApplyStorageEvents) {}

  async handle({ events, receivedAt }: StorageEventsJobV1, { attempt }: JobContext): Promise<void> {
    await this.applyStorageEvents.execute({
      events,
      receivedAt: new Date(receivedAt),
      attempt,
    });
  }

  async exhausted({ events }: StorageEventsJobV1, error: unknown): Promise<void> {
    await this.applyStorageEvents.giveUp(events, error);
  }

  async unparsable(body: string, detail: string): Promise<void> {
    await this.applyStorageEvents.keepUnparsable(body, detail);
  }
}
