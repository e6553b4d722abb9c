import { setTimeout as sleep } from 'node:timers/promises';

export interface ReadEvent {
  readonly id: number;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/**
 * Reads a stream of server-sent events as a client with a bad network does: it breaks off after some
 * events and goes on at another replica, with the last id that it has (WHATWG HTML, "Server-sent
 * events", "The Last-Event-ID header"). It reads the lines itself: the library's parser tells nothing of
 * an id without data, by which a stream opens.
 */
export class HoppingReader {
  readonly events: ReadEvent[] = [];
  connections = 0;
  /** Replicas that did not answer. */
  refused = 0;
  private lastId: string | undefined;
  private ended = false;
  private readonly running: Promise<void>;

  /** @param urls of the same stream, one for each replica */
  constructor(
    private readonly urls: readonly string[],
    private readonly key: string,
    private readonly eventsPerConnection: () => number,
    lastId?: string,
  ) {
    this.lastId = lastId;
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ended = true;
    this.current?.abort();
    await this.running;
  }

  private current: AbortController | undefined;

  private async run(): Promise<void> {
    for (let turn = 0; !this.ended; turn += 1) {
      this.current = new AbortController();
      try {
        await this.read(this.urls[turn % this.urls.length] ?? '', this.current);
      } catch {
        if (this.ended || this.current.signal.aborted) continue;
        this.refused += 1;
        await sleep(20);
      }
    }
  }

  private async read(url: string, hop: AbortController): Promise<void> {
    const response = await fetch(url, {
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(this.lastId !== undefined && { 'last-event-id': this.lastId }),
      },
      signal: hop.signal,
    });
    if (!response.ok || !response.body) throw new Error(String(response.status));
    this.connections += 1;
    const end = this.events.length + this.eventsPerConnection();
    let buffer = '';
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      buffer += text;
      const blocks = buffer.split('\n\n');
      buffer = blocks.pop() ?? '';
      for (const block of blocks) {
        this.take(block);
        // In the middle of what has come: the rest is lost, and has to come again.
        if (this.events.length >= end) return hop.abort();
      }
    }
  }

  private take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => {
        const at = line.indexOf(':');
        return [line.slice(0, at), line.slice(at + 1).trim()] as const;
      }),
    );
    const id = fields.get('id');
    if (id !== undefined) this.lastId = id;
    const data = fields.get('data');
    if (id === undefined || data === undefined) return;
    this.events.push({
      id: Number(id),
      event: fields.get('event') ?? 'message',
      data: JSON.parse(data) as Record<string, unknown>,
    });
  }
}
