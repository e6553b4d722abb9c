import { Inject, Injectable } from '@nestjs/common';
import type { StorageEventsJobV1 } from '@waybill/contracts';
import type { LetterHistory } from '@waybill/domain';
import type { JobContext, QueueHandler } from '@waybill/messaging';
import { NoteRemovals } from './note-removals.js';
import { ApplyStorageEvents } from './apply-storage-events.js';

/** The queue `storage-events`. */
@Injectable()
export class StorageEventsHandler implements QueueHandler<StorageEventsJobV1> {
  constructor(
    private readonly applyStorageEvents: ApplyStorageEvents,
    @Inject(NoteRemovals) private readonly noteRemovals: Pick<NoteRemovals, 'execute'>,
  ) {}

  async handle(job: StorageEventsJobV1, { attempt }: JobContext): Promise<void> {
    const history = historyOf(job);
    if (job.events.some(({ kind }) => kind === 'removed')) {
      await this.noteRemovals.execute(job.events);
    }
    await this.applyStorageEvents.execute({
      events: job.events,
      receivedAt: new Date(job.receivedAt),
      attempt,
      ...(history && { history }),
    });
  }

  async exhausted(job: StorageEventsJobV1, error: unknown): Promise<void> {
    await this.applyStorageEvents.giveUp(job.events, error, historyOf(job));
  }
}

function historyOf({ history }: StorageEventsJobV1): LetterHistory | undefined {
  return history && { ...history, firstSeenAt: new Date(history.firstSeenAt) };
}
