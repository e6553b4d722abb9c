import type { EventsOptions, WaybillEvent } from '@waybill/client';

type Open = (options: EventsOptions) => AsyncIterable<WaybillEvent>;
type Listener = (event: WaybillEvent) => void;

/** One live stream, shared by all who listen on this page. */
export class EventHub {
  private readonly listeners = new Set<Listener>();
  private readonly openers = new Set<() => void>();
  private stop: AbortController | undefined;
  private standing = false;

  constructor(private readonly open: Open) {}

  /** @param onOpen is called whenever the connection stands: what was told before may be missed */
  listen(listener: Listener, onOpen: () => void = () => undefined): () => void {
    this.listeners.add(listener);
    this.openers.add(onOpen);
    if (!this.stop) this.run((this.stop = new AbortController()));
    else if (this.standing) onOpen();
    return () => {
      this.listeners.delete(listener);
      this.openers.delete(onOpen);
    };
  }

  /** Ends the stream: somebody else may sign in. */
  close(): void {
    this.stop?.abort();
    this.stop = undefined;
    this.standing = false;
  }

  async *ofFile(id: string, options: EventsOptions): AsyncGenerator<WaybillEvent, void> {
    const waiting: WaybillEvent[] = [];
    let wake = () => {};
    const leave = this.listen((event) => {
      if (event.data['fileId'] !== id) return;
      waiting.push(event);
      wake();
    }, options.onOpen);
    const { signal } = options;
    signal?.addEventListener('abort', () => wake(), { once: true });
    try {
      while (!signal?.aborted) {
        const event = waiting.shift();
        if (event) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      leave();
    }
  }

  private run(stop: AbortController): void {
    const events = this.open({
      signal: stop.signal,
      onOpen: () => {
        this.standing = true;
        for (const opened of this.openers) opened();
      },
    });
    void (async () => {
      try {
        for await (const event of events) for (const listener of this.listeners) listener(event);
      } catch {
        // Refused for good, or closed: whoever listens next tries again.
      }
      if (this.stop === stop) this.close();
    })();
  }
}
