import { Injectable } from '@nestjs/common';
import { DomainError, type Chunk } from '@waybill/domain';
import type { OwnFile } from '../../auth/require-file.js';
import { ConfirmChunks } from './confirm-chunks.js';

/** One chunk by itself. */
@Injectable()
export class ConfirmChunk {
  constructor(private readonly chunks: ConfirmChunks) {}

  /**
   * @param etag as the store answered the PUT, with or without quotes
   * @throws DomainError chunk_not_stored, and those of {@link ConfirmChunks.execute}
   */
  async execute(ref: OwnFile, number: number, etag: string): Promise<Chunk> {
    const { chunks, refused } = await this.chunks.execute(ref, [{ number, etag }]);
    const [chunk] = chunks;
    if (chunk) return chunk;
    const why = refused[0]?.why ?? 'it is gone';
    throw new DomainError('chunk_not_stored', `Chunk ${number} is not confirmed: ${why}.`);
  }
}
