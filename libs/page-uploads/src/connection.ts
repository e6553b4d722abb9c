/** What stands in the way now, as far as the last answers tell. */
export type Trouble = 'offline' | 'server' | 'store' | 'store-busy';

/**
 * Looks at every answer that this page gets, from the server and from the store, so that it can say
 * in words what an upload waits for.
 */
export class Connection {
  private server = true;
  private store: 'fine' | 'silent' | 'busy' = 'fine';
  private online = true;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly origin: string) {}

  /** Heeds what the browser knows of the network, until the signal ends. */
  watch(target: Window, signal?: AbortSignal): void {
    this.online = target.navigator.onLine;
    const heed = (online: boolean) => () => this.change(() => (this.online = online));
    target.addEventListener('offline', heed(false), { signal });
    target.addEventListener('online', heed(true), { signal });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): Trouble | undefined => {
    if (!this.online) return 'offline';
    if (!this.server) return 'server';
    if (this.store === 'fine') return undefined;
    return this.store === 'busy' ? 'store-busy' : 'store';
  };

  /** The page's `fetch`. */
  fetch: typeof fetch = async (input, init) => {
    const target = input instanceof Request ? input.url : input;
    const own = new URL(target, this.origin).origin === this.origin;
    try {
      const response = await fetch(input, init);
      // What stands before the server answers in its place.
      if (own) this.change(() => (this.server = response.status < 502));
      else this.change(() => (this.store = isBusy(response.status) ? 'busy' : 'fine'));
      return response;
    } catch (error) {
      if (error instanceof TypeError) {
        this.change(() => {
          if (own) this.server = false;
          else this.store = 'silent';
        });
      }
      throw error;
    }
  };

  /** Resolves when what stood in the way is gone, or after this many milliseconds. */
  async better(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const before = this.read();
    await new Promise<void>((resolve) => {
      const leave = this.subscribe(() => {
        if (before !== undefined && this.read() !== before) end();
      });
      const timer = setTimeout(() => end(), milliseconds);
      signal.addEventListener('abort', end, { once: true });
      function end() {
        leave();
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      }
    });
  }

  private change(change: () => unknown): void {
    const before = this.read();
    change();
    if (this.read() !== before) for (const listener of this.listeners) listener();
  }
}

function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}
