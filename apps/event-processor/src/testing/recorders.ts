import {
  AssemblyQueue,
  CleanupQueue,
  type ChunkUploaded,
  DeadLetterRepository,
  EventPublisher,
  type FileEvent,
  type FileTask,
  type NewDeadLetter,
  Outbox,
  type ChunkToVerify,
  VerificationQueue,
} from '@waybill/domain';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

/** Where a test makes a call fail. */
export interface Fault {
  error?: Error | undefined;
}

export class RecordingAssemblyQueue extends AssemblyQueue {
  readonly tasks: FileTask[] = [];
  constructor(private readonly fault: Fault = {}) {
    super();
  }
  override async enqueue(tasks: readonly FileTask[]): Promise<void> {
    if (this.fault.error) throw this.fault.error;
    this.tasks.push(...tasks);
  }
}

export class RecordingCleanupQueue extends CleanupQueue {
  readonly tasks: FileTask[] = [];
  override async enqueue(tasks: readonly FileTask[]): Promise<void> {
    this.tasks.push(...tasks);
  }
}

export class RecordingVerificationQueue extends VerificationQueue {
  readonly chunks: ChunkToVerify[] = [];
  override async enqueue(chunks: readonly ChunkToVerify[]): Promise<void> {
    this.chunks.push(...chunks);
  }
}

export class RecordingPublisher extends EventPublisher {
  readonly events: FileEvent[] = [];
  readonly chunks: ChunkUploaded[] = [];
  constructor(private readonly fault: Fault = {}) {
    super();
  }
  override async fileEvents(events: readonly FileEvent[]): Promise<void> {
    if (this.fault.error) throw this.fault.error;
    this.events.push(...events);
  }
  override async chunksUploaded(chunks: readonly ChunkUploaded[]): Promise<void> {
    if (this.fault.error) throw this.fault.error;
    this.chunks.push(...chunks);
  }
}

export class RecordingDeadLetters extends DeadLetterRepository {
  readonly letters: NewDeadLetter[] = [];
  override async record(letters: readonly NewDeadLetter[]): Promise<void> {
    this.letters.push(...letters);
  }
}

/** Hands its events out until `publish` has returned once. */
export class ListedOutbox extends Outbox {
  constructor(public pending: readonly FileEvent[]) {
    super();
  }
  override async publishNext(
    limit: number,
    publish: (events: readonly FileEvent[]) => Promise<void>,
  ): Promise<number> {
    const batch = this.pending.slice(0, limit);
    if (batch.length === 0) return 0;
    await publish(batch);
    this.pending = this.pending.slice(batch.length);
    return batch.length;
  }
  override async onAppend(): Promise<() => Promise<void>> {
    return () => Promise.resolve();
  }
}
