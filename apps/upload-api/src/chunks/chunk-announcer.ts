import { Inject, Injectable } from '@nestjs/common';
import { EventPublisher, type ChunkUploaded } from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import { LOGGER } from '../platform/tokens.js';

/** Tells whoever watches a file of a chunk that a client's report proved. */
@Injectable()
export class ChunkAnnouncer {
  constructor(
    private readonly publisher: EventPublisher,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** Best effort: whoever misses it sees the chunk in the list. */
  announce(chunk: ChunkUploaded): void {
    this.publisher
      .chunksUploaded([chunk])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a chunk was not announced'));
  }
}
