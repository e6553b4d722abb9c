import { setTimeout as sleep } from 'node:timers/promises';
import { EventStream, type StreamedEvent } from './event-stream.js';

const RECONNECT_MS = 200;

/**
 * A client that watches a stream as a browser does: when it breaks off, for whatever reason, it
 * connects again and says by `Last-Event-ID` what it had last.
 */
export class EventWatcher {
  /** Every event that bears an id, in the order in which it came; some may come twice. */
  readonly events: StreamedEvent[] = [];
  connections = 0;
  private stream: EventStream | undefined;
  private stopped = false;
  private readonly watching: Promise<void>;

  constructor(
    private readonly url: () => string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.stream?.close();
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      try {
        // Before the first event there is nothing to go on from but the beginning.
        const last = this.events.at(-1)?.id ?? '0';
        this.stream = await EventStream.open(
          this.url(),
          { ...this.headers, 'last-event-id': last },
          (event) => {
            if (event.id !== undefined) this.events.push(event);
          },
        );
        this.connections += 1;
        await this.stream.ended;
      } catch {
        // Refused or cut off: it comes again.
      }
      if (!this.stopped) await sleep(RECONNECT_MS);
    }
  }
}
