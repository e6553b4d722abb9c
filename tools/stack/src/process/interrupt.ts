import { identify, isAlive, parentOf, type ProcessIdentity } from './identity.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// npm passes a Ctrl-C on that the terminal has given us already: two within a blink are one.
const sameGesture = 1000;

/** Milliseconds between looks at whether npm is still there. */
const parentLook = 250;

/**
 * The wish of whoever started us to stop, and then to stop right now. A closed terminal is such a
 * wish, and so is the end of the npm that runs us: npm passes on neither a hang-up nor its own death
 * by SIGKILL. From the first wish on nobody may be there to read what we write, which is no error.
 */
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
    // EPIPE of a pipe, EIO of a terminal: the reader has gone.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    if (process.env['npm_lifecycle_event']) this.watchNpm(now);
  }

  private notice(at: number): void {
    if (!this.asked.aborted) {
      this.firstAt = at;
      this.asking.abort(new Error('stopped on request'));
    } else if (at - this.firstAt > sameGesture) {
      this.pressing.abort();
    }
  }

  private watchNpm(now: () => number): void {
    const waiting = whoWaitsForUs();
    const look = setInterval(() => {
      if (waiting.every(isAlive)) return;
      clearInterval(look);
      this.notice(now());
    }, parentLook);
    look.unref();
  }
}

/** The parent; where that is the shell by which npm runs a script, npm behind it, too. */
function whoWaitsForUs(): ProcessIdentity[] {
  const parent = parentOf(process.pid);
  const behind = parent?.name.endsWith('sh') ? parentOf(parent.pid) : undefined;
  return [parent, behind].flatMap((one) => (one ? identify(one.pid) : []));
}

export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
