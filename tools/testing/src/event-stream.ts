import { EventSourceParserStream } from 'eventsource-parser/stream';

export interface StreamedEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads server-sent events into a list. */
export class EventStream {
  readonly events: StreamedEvent[] = [];
  /** Resolves when nothing more comes, for whatever reason. */
  ended: Promise<void> = Promise.resolve();
  private readonly abort = new AbortController();

  private constructor(private readonly onEvent?: (event: StreamedEvent) => void) {}

  static async open(
    url: string,
    headers: Record<string, string>,
    onEvent?: (event: StreamedEvent) => void,
  ): Promise<EventStream> {
    const stream = new EventStream(onEvent);
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: stream.abort.signal,
    });
    if (!response.ok || !response.body)
      throw new Error(`${response.status} ${await response.text()}`);
    stream.ended = stream.read(response.body).catch(() => undefined);
    return stream;
  }

  get types(): string[] {
    return this.events.map(({ event }) => event);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const messages = body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream({ onError: 'terminate' }));
    for await (const { id, event = 'message', data } of messages) {
      const read = { id, event, data: JSON.parse(data) as Record<string, unknown> };
      this.events.push(read);
      this.onEvent?.(read);
    }
  }
}
