import type { ArrivalResult, ChunkUploaded, EventPublisher } from '@waybill/domain';
import type { Logger } from '@waybill/observability';

/** Tells of the chunks that have just become `uploaded`, however that came about. */
export class AnnounceChunks {
  constructor(
    private readonly publisher: EventPublisher,
    private readonly logger: Logger,
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
