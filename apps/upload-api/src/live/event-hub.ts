import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  type ChunkUploaded,
  Journal,
  type JournalEvent,
  type JournalScope,
  Timers,
  Log,
} from '@waybill/domain';
import type { FileWatcher } from './file-watcher.js';
import { Listeners } from './listeners.js';
import { RecentEvents } from './recent-events.js';

export interface HubListener {
  fileEvent(event: JournalEvent): void;
  chunkUploaded(chunk: ChunkUploaded): void;
}

export interface HubScope extends JournalScope {
  readonly tenantId: string;
}

export interface Subscription {
  /** The last position that was delivered when the listener was put on. */
  readonly position: number;
  /** Events of the scope up to `position`, as far as they are remembered, oldest first. */
  readonly recent: readonly JournalEvent[];
  stop(): void;
}

/** Events read from the journal in one go. */
const PAGE = 500;

/**
 * Events remembered for streams that open just now: a message can be faster than the journal's own
 * mark that its events are published.
 */
const REMEMBERED = 1_000;

/**
 * Hands each published event to the listeners of this process, once and in order of publication.
 * Messages bring them at once; where one was lost (pub/sub keeps nothing) the gap in the positions
 * shows it, and the journal fills it.
 */
@Injectable()
export class EventHub implements FileWatcher {
  private cursor: number | undefined;
  private reading: Promise<void> | undefined;
  private readAgain = false;
  private stopLooking: (() => void) | undefined;
  private readonly recent = new RecentEvents(REMEMBERED);
  private readonly byFile = new Listeners<HubListener>();
  private readonly byTenant = new Listeners<HubListener>();

  constructor(
    private readonly journal: Journal,
    @Inject(Log) private readonly logger: Pick<Log, 'warn'>,
    private readonly timers: Timers,
  ) {}

  /**
   * Begins at the end of the journal, and looks there every `intervalMs` for what no message brought.
   * Where the database does not answer yet, the first look that succeeds is the beginning.
   */
  async start(intervalMs = 2_000): Promise<void> {
    this.stopLooking = this.timers.every(intervalMs, () => void this.catchUp());
    await this.catchUp();
  }

  stop(): void {
    this.stopLooking?.();
  }

  /** What a message brought. */
  receive(events: readonly JournalEvent[]): void {
    const { cursor } = this;
    if (cursor === undefined || this.reading) {
      // What is being read now may end just before these.
      this.readAgain = true;
      return;
    }
    for (const event of events) {
      if (event.position > (this.cursor ?? cursor) + 1) {
        void this.catchUp();
        return;
      }
      this.deliver(event);
    }
  }

  chunksUploaded(chunks: readonly ChunkUploaded[]): void {
    for (const chunk of chunks) {
      for (const listener of this.listenersOf(chunk)) listener.chunkUploaded(chunk);
    }
  }

  /** Reads what the journal has beyond the last delivered event. Never fails: the next look tries again. */
  catchUp(): Promise<void> {
    if (this.reading) {
      this.readAgain = true;
      return this.reading;
    }
    this.reading = this.readJournal()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the journal could not be read'))
      .finally(() => {
        this.reading = undefined;
      });
    return this.reading;
  }

  /** @throws DomainError not_ready where the journal has not been reached yet */
  subscribe(scope: HubScope, listener: HubListener): Subscription {
    if (this.cursor === undefined) {
      throw new DomainError('not_ready', 'The journal has not been reached yet; try again.');
    }
    const { tenantId, fileId } = scope;
    return {
      position: this.cursor,
      recent: this.recent.filter(
        (event) => event.tenantId === tenantId && (fileId === undefined || event.fileId === fileId),
      ),
      stop:
        fileId === undefined
          ? this.byTenant.add(tenantId, listener)
          : this.byFile.add(fileId, listener),
    };
  }

  watchFile(fileId: string, onEvent: () => void): () => void {
    return this.byFile.add(fileId, { fileEvent: onEvent, chunkUploaded: () => undefined });
  }

  private async readJournal(): Promise<void> {
    this.cursor ??= await this.journal.lastPosition();
    do {
      this.readAgain = false;
      const events = await this.journal.publishedAfter(this.cursor, {}, PAGE);
      for (const event of events) this.deliver(event);
      if (events.length === PAGE) this.readAgain = true;
    } while (this.readAgain);
  }

  private deliver(event: JournalEvent): void {
    if (this.cursor !== undefined && event.position <= this.cursor) return;
    this.cursor = event.position;
    this.recent.add(event);
    for (const listener of this.listenersOf(event)) listener.fileEvent(event);
  }

  private listenersOf(about: { fileId?: string; tenantId: string }): HubListener[] {
    const ofFile = about.fileId === undefined ? [] : this.byFile.of(about.fileId);
    return [...ofFile, ...this.byTenant.of(about.tenantId)];
  }
}
