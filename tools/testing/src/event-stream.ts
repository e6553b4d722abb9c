export interface StreamedEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads Server-Sent Events into a list, with nothing but fetch (WHATWG HTML, "Server-sent events"). */
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
    let buffer = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      buffer += text;
      const blocks = buffer.split('\n\n');
      buffer = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const field = (name: string) =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim();
    const data = field('data');
    if (data === undefined) return;
    const event = {
      id: field('id'),
      event: field('event') ?? 'message',
      data: JSON.parse(data) as Record<string, unknown>,
    };
    this.events.push(event);
    this.onEvent?.(event);
  }
}
