import { VerificationQueue, type ChunkToVerify } from '@waybill/domain';
import type { JobProducer } from './job-producer.js';

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
