import { Injectable } from '@nestjs/common';
import { type ArrivalResult, type ChunkUploaded, EventPublisher, Log } from '@waybill/domain';

/** Tells of the chunks that have just become `uploaded`, however that came about. */
@Injectable()
export class AnnounceChunks {
  constructor(
    private readonly publisher: EventPublisher,
    private readonly logger: Log,
  ) {}

  /** Best effort: whoever misses it sees the chunk in the list. @returns how many there were */
  async execute(results: readonly ArrivalResult[]): Promise<number> {
    const applied = results.flatMap(({ outcome, tenantId, arrival }): ChunkUploaded[] => {
      if (outcome !== 'applied' || tenantId === undefined) return [];
      const { fileId, number, etag, size } = arrival;
      return [{ fileId, tenantId, number, etag, size }];
    });
    try {
      if (applied.length > 0) await this.publisher.chunksUploaded(applied);
    } catch (error) {
      this.logger.warn({ err: error, chunks: applied.length }, 'could not tell of new chunks');
    }
    return applied.length;
  }
}
