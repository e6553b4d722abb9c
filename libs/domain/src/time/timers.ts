/** Time as a class lives in it: the machine's, or one that a simulation steps. */
export abstract class Timers {
  /** Milliseconds since 1970. */
  abstract now(): number;

  /** Calls back once. @returns the way to have it not called */
  abstract after(ms: number, callback: () => void): () => void;

  /** Calls back again and again, and keeps no process alive for it. @returns the way to end it */
  abstract every(ms: number, callback: () => void): () => void;
}

/** The machine's own time. */
export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  every: (ms, callback) => {
    const timer = setInterval(callback, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
