import type { FileBody } from '@waybill/contracts';
import { type ChunkUploaded, type Journal, type JournalEvent, type Timers } from '@waybill/domain';
import type { EventHub, HubListener, HubScope, Subscription } from './event-hub.js';
import type { StreamSink } from './stream-sink.js';
import {
  FAREWELL,
  formatChunkUploaded,
  formatFileEvent,
  formatOpening,
  formatSnapshot,
  HEARTBEAT,
} from './sse-format.js';

/** Events read from the journal in one go. */
const PAGE = 500;

/** Events that may arrive while the journal is replayed; a client further behind connects again. */
const MAX_WAITING = 10_000;

export interface LiveStreamOptions {
  readonly scope: HubScope;
  /** The last position that the client has; absent for "from now on". */
  readonly after?: number;
  /** Reads the file for a first event that shows it whole; absent for a tenant's stream. */
  readonly snapshot?: () => Promise<FileBody>;
  /** Milliseconds between two comments that keep proxies from closing an idle connection. */
  readonly heartbeatMs?: number;
}

/**
 * One client's stream: first what the journal has since the client's last event, then live. It
 * listens before it reads and skips what it has sent, so the seam has neither a gap nor a double.
 */
export class LiveStream implements HubListener {
  private sent = 0;
  private waiting: (() => void)[] | undefined = [];

  constructor(
    private readonly hub: EventHub,
    private readonly journal: Journal,
    private readonly sink: StreamSink,
    private readonly timers: Timers,
  ) {}

  /**
   * Resolves when the stream is live; it goes on until the client leaves.
   * @throws DomainError not_ready, database_unavailable, or what `snapshot` throws, all before
   *   anything is answered; later failures end the stream, and the client connects again
   */
  async open(options: LiveStreamOptions): Promise<void> {
    const subscription = this.hub.subscribe(options.scope, this);
    this.sink.onClose(() => subscription.stop());
    try {
      const start = await this.startOf(subscription, options.after);
      const file = options.after === undefined ? await options.snapshot?.() : undefined;
      const firstPage =
        options.after === undefined
          ? []
          : await this.journal.publishedAfter(start, options.scope, PAGE);
      this.begin(start, file, options.heartbeatMs ?? 15_000);
      await this.replay(options.scope, firstPage);
      this.goLive(subscription);
    } catch (error) {
      subscription.stop();
      throw error;
    }
  }

  fileEvent(event: JournalEvent): void {
    this.now(() => this.sendFileEvent(event));
  }

  chunkUploaded(chunk: ChunkUploaded): void {
    const at = new Date(this.timers.now());
    this.now(() => this.sink.write(formatChunkUploaded(chunk, at)));
  }

  /** For the end of the server: the client knows to connect again. */
  close(): void {
    if (this.sink.closed) return;
    this.sink.write(FAREWELL);
    this.sink.end();
  }

  private async startOf(subscription: Subscription, after: number | undefined): Promise<number> {
    if (after === undefined) return subscription.position;
    if (after <= subscription.position) return after;
    // Another replica may be ahead of this one; a position that nobody gave out is of a journal
    // that is gone (a restored database), and all of this one's future is new to the client.
    return after <= (await this.journal.lastPosition()) ? after : subscription.position;
  }

  private begin(start: number, file: FileBody | undefined, heartbeatMs: number): void {
    this.sent = start;
    this.sink.open();
    this.sink.write(formatOpening(start));
    if (file) this.sink.write(formatSnapshot(file, start, new Date(this.timers.now())));
    this.sink.onClose(this.timers.every(heartbeatMs, () => this.sink.write(HEARTBEAT)));
  }

  private async replay(scope: HubScope, firstPage: readonly JournalEvent[]): Promise<void> {
    let page = firstPage;
    while (page.length > 0 && !this.sink.closed) {
      for (const event of page) this.sendFileEvent(event);
      await this.sink.drained();
      if (page.length < PAGE) return;
      page = await this.journal.publishedAfter(this.sent, scope, PAGE);
    }
  }

  private goLive(subscription: Subscription): void {
    for (const event of subscription.recent) this.sendFileEvent(event);
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const send of waiting) send();
  }

  private now(send: () => void): void {
    if (this.sink.closed) return;
    if (!this.waiting) send();
    else if (this.waiting.length < MAX_WAITING) this.waiting.push(send);
    else this.sink.destroy();
  }

  private sendFileEvent(event: JournalEvent): void {
    if (event.position <= this.sent) return;
    this.sent = event.position;
    this.sink.write(formatFileEvent(event));
  }
}
