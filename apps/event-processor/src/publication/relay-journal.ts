import { Injectable } from '@nestjs/common';
import {
  AssemblyQueue,
  CleanupQueue,
  EventPublisher,
  type FileEvent,
  type FileTask,
  type JournalEvent,
  Outbox,
} from '@waybill/domain';

/** Events that are published in one round. */
const RELAY_BATCH = 200;

const NEEDS_ASSEMBLY = new Set<FileEvent['type']>(['file.completing']);
const NEEDS_CLEANUP = new Set<FileEvent['type']>([
  'file.completed',
  'file.aborted',
  'file.expired',
  'file.deleted',
]);

/**
 * Publishes what the journal recorded, and orders the work that follows from it. An event counts as
 * published only when its work is in the queue and Redis has taken the message: a crash at any
 * point means that it is done again, never that it is not done.
 */
@Injectable()
export class RelayJournal {
  constructor(
    private readonly outbox: Outbox,
    private readonly publisher: EventPublisher,
    private readonly assembly: AssemblyQueue,
    private readonly cleanup: CleanupQueue,
  ) {}

  /**
   * @returns how many events were published; 0 also while another relay is at it
   * @throws DomainError queue_unavailable, database_unavailable, or what the publisher throws
   */
  async execute(): Promise<number> {
    return this.outbox.publishNext(RELAY_BATCH, (events) => this.publish(events));
  }

  private async publish(events: readonly JournalEvent[]): Promise<void> {
    const { assembly, cleanup, publisher } = this;
    await Promise.all([
      assembly.enqueue(tasksOf(events, NEEDS_ASSEMBLY)),
      cleanup.enqueue(tasksOf(events, NEEDS_CLEANUP)),
    ]);
    await publisher.fileEvents(events);
  }
}

function tasksOf(
  events: readonly JournalEvent[],
  types: ReadonlySet<FileEvent['type']>,
): readonly FileTask[] {
  return events
    .filter((event): event is FileEvent => event.fileId !== undefined && types.has(event.type))
    .map(({ fileId, position }) => ({ fileId, cause: position }));
}
