import { Inject, Injectable } from '@nestjs/common';
import { EventPublisher, type ChunkUploaded, Log } from '@waybill/domain';

/** Tells whoever watches a file of a chunk that a client's report proved. */
@Injectable()
export class ChunkAnnouncer {
  constructor(
    private readonly publisher: EventPublisher,
    @Inject(Log) private readonly logger: Pick<Log, 'warn'>,
  ) {}

  /** Best effort: whoever misses it sees the chunk in the list. */
  announce(chunk: ChunkUploaded): void {
    this.publisher
      .chunksUploaded([chunk])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a chunk was not announced'));
  }
}
