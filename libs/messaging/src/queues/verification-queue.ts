import type { JobProducer } from './job-producer.js';
import type { VerificationJobV1 } from './verification-job.v1.js';

/** A chunk to look at, as an event or a list told of it. */
export type ChunkToVerify = Omit<VerificationJobV1, 'version' | 'verdict'>;

export abstract class VerificationQueue {
  /**
   * One chunk is never in two hands at once: while it waits, asking again changes nothing; while it
   * is looked at, it is looked at once more afterwards.
   * @throws DomainError queue_unavailable
   */
  abstract enqueue(chunks: readonly ChunkToVerify[]): Promise<void>;
}

export class BullmqVerificationQueue extends VerificationQueue {
  constructor(private readonly producer: JobProducer<'verification'>) {
    super();
  }

  override async enqueue(chunks: readonly ChunkToVerify[]): Promise<void> {
    await this.producer.add(
      chunks.map((chunk) => ({
        data: { version: 1, ...chunk },
        oneAtATime: `${chunk.fileId}-${chunk.number}`,
      })),
    );
  }
}
