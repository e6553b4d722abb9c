import { setImmediate as nextTick } from 'node:timers/promises';

/**
 * Gives work that holds the event loop a turn each, with whatever else waits in between: several large
 * bodies that end at the same time would be one long stall otherwise.
 */
export class Turns {
  private last: Promise<void> = Promise.resolve();

  next(): Promise<void> {
    this.last = this.last.then(() => nextTick());
    return this.last;
  }
}
