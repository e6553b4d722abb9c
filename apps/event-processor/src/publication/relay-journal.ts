import type {
  AssemblyQueue,
  CleanupQueue,
  EventPublisher,
  FileEvent,
  FileTask,
  JournalEvent,
  Outbox,
} from '@waybill/domain';

export interface RelayPorts {
  readonly outbox: Outbox;
  readonly publisher: EventPublisher;
  readonly assembly: AssemblyQueue;
  readonly cleanup: CleanupQueue;
}

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
export class RelayJournal {
  constructor(private readonly ports: RelayPorts) {}

  /**
   * @returns how many events were published; 0 also while another relay is at it
   * @throws DomainError queue_unavailable, database_unavailable, or what the publisher throws
   */
  async execute(): Promise<number> {
    return this.ports.outbox.publishNext(RELAY_BATCH, (events) => this.publish(events));
  }

  private async publish(events: readonly JournalEvent[]): Promise<void> {
    const { assembly, cleanup, publisher } = this.ports;
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
