import type { Timers } from '@waybill/domain';

interface Entry {
  readonly at: number;
  /** Entries of the same moment run in the order in which they were made. */
  readonly order: number;
  run: (() => void) | undefined;
}

/** Turns of the microtask queue between two entries; what is not done by then goes on after the next. */
const TURNS = 4;

const TURN = Promise.resolve();

/** Milliseconds since 1970 at which every simulation begins. */
const BEGIN = Date.UTC(2026, 0, 1);

/** The only clock of a simulation: nothing happens but what was put here, in a fixed order. */
export class VirtualTime implements Timers {
  /** Entries that were run. */
  steps = 0;
  private at = BEGIN;
  private made = 0;
  /** A binary heap. */
  private readonly heap: Entry[] = [];

  now(): number {
    return this.at;
  }

  date = (): Date => new Date(this.at);

  /** Milliseconds since the simulation began. */
  get elapsed(): number {
    return this.at - BEGIN;
  }

  after(ms: number, callback: () => void): () => void {
    const entry: Entry = { at: this.at + Math.max(0, ms), order: this.made++, run: callback };
    this.push(entry);
    return () => {
      entry.run = undefined;
    };
  }

  every(ms: number, callback: () => void): () => void {
    let cancel = this.after(ms, again.bind(this));
    return () => cancel();

    function again(this: VirtualTime): void {
      cancel = this.after(ms, again.bind(this));
      callback();
    }
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Runs entry after entry until `isOver`, asked after each, or until there is none left. */
  async runUntil(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      let entry = this.pop();
      if (!entry) {
        // Promises may still be under way that will make entries.
        await new Promise((resolve) => setImmediate(resolve));
        entry = this.pop();
        if (!entry) return;
      }
      this.at = Math.max(this.at, entry.at);
      this.steps += 1;
      entry.run?.();
      for (let turn = 0; turn < TURNS; turn += 1) await TURN;
    }
  }

  /** The next entry that was not cancelled. */
  private pop(): Entry | undefined {
    for (;;) {
      const { heap } = this;
      const top = heap[0];
      const last = heap.pop();
      if (!top || !last) return undefined;
      if (last !== top) this.sink(last);
      if (top.run) return top;
    }
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  private sink(entry: Entry): void {
    const { heap } = this;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      const right = heap[below + 1];
      let child = heap[below];
      if (!child) break;
      if (right && isBefore(right, child)) {
        child = right;
        below += 1;
      }
      if (!isBefore(child, entry)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
