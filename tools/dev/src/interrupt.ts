const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// npm passes a Ctrl-C on that the terminal has given us already: two within a blink are one.
const sameGesture = 1000;

/** The wish of whoever started us to stop, and then to stop right now. */
export class Interrupt {
  /** Aborted by the first signal. */
  readonly asked: AbortSignal;
  /** Aborted by one that follows. */
  readonly pressed: AbortSignal;
  private readonly asking = new AbortController();
  private readonly pressing = new AbortController();
  private firstAt = 0;

  constructor(now: () => number = () => performance.now()) {
    this.asked = this.asking.signal;
    this.pressed = this.pressing.signal;
    for (const signal of signals) process.on(signal, () => this.notice(now()));
  }

  private notice(at: number): void {
    if (!this.asked.aborted) {
      this.firstAt = at;
      this.asking.abort(new Error('stopped on request'));
    } else if (at - this.firstAt > sameGesture) {
      this.pressing.abort();
    }
  }
}

export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
