import { Injectable, Optional } from '@nestjs/common';
import { Outbox } from '@waybill/domain';
import type { JournalEvent } from '@waybill/domain';
import { DataSource } from 'typeorm';
import { listeningClient } from '../connection/listening-client.js';
import { AppendListener } from './append-listener.js';
import { numberEvents } from './number-events.js';
import { publishEvents } from './publish-events.js';

export interface OutboxOptions {
  /** Milliseconds after which `publish` has failed, and a transaction is no longer kept open. */
  readonly publishTimeoutMs?: number;
}

const PUBLISH_TIMEOUT_MS = 10_000;

/**
 * The relay's side of the journal. Positions are committed before anything is published: were they
 * given out in the same transaction, a crash (or a publisher that fails after it has sent) would
 * let another event take a position that some reader has seen already, and that reader would skip it.
 */
@Injectable()
export class PgOutbox extends Outbox {
  constructor(
    private readonly source: DataSource,
    @Optional() private readonly options: OutboxOptions = {},
  ) {
    super();
  }

  /**
   * What failed is published again by the next call, with the same positions.
   * @throws TimeoutError of p-timeout, DomainError database_unavailable, and whatever `publish` throws
   */
  override async publishNext(
    limit: number,
    publish: (events: readonly JournalEvent[]) => Promise<void>,
  ): Promise<number> {
    if (!(await numberEvents(this.source, limit))) return 0;
    const timeoutMs = this.options.publishTimeoutMs ?? PUBLISH_TIMEOUT_MS;
    return publishEvents(this.source, { limit, publish, timeoutMs });
  }

  /**
   * A database that is down is no error here: `wake` is called once it can be listened to again.
   * Resolves when it listens, or when the first attempt has failed.
   */
  override async onAppend(wake: () => void): Promise<() => Promise<void>> {
    const listener = new AppendListener(() => listeningClient(this.source), wake);
    await listener.start();
    return () => listener.stop();
  }
}
