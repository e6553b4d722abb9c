import type { FileEvent } from '@waybill/domain';
import { EventHub } from '@waybill/upload-api/use-cases';
import { MemoryOutbox } from '../database/memory-outbox.js';
import { toFileEvent } from '../database/memory-journal.js';
import type { Mutant } from './mutant.js';

type Publish = (events: readonly FileEvent[]) => Promise<void>;

/** Gives out the positions in the transaction that publishes: a crash gives them out again. */
class BeforeCommit extends MemoryOutbox {
  override async publishNext(limit: number, publish: Publish): Promise<number> {
    const { relay, journal } = this.db;
    const events = await this.transact('read', () =>
      journal
        .filter(({ position }) => position === undefined)
        .slice(0, limit)
        .map((row, index) => ({ ...toFileEvent(row), position: relay.last + index + 1 })),
    );
    if (events.length === 0 || relay.holder?.alive) return 0;
    relay.holder = this.process;
    try {
      await publish(events);
      await this.transact('number and mark', () => {
        this.number(events.length);
        this.published(relay.last);
      });
    } finally {
      if (relay.holder === this.process) relay.holder = undefined;
    }
    return events.length;
  }

  protected override number(limit: number): boolean {
    this.db.relay.holder = undefined;
    return super.number(limit);
  }
}

class MarksFirst extends MemoryOutbox {
  protected override lockNext(limit: number): readonly FileEvent[] {
    const events = super.lockNext(limit);
    const newest = events.at(-1);
    if (newest) this.published(newest.position);
    return events;
  }
}

/** After a crash it begins one further than it had come. */
class SkipsOne extends MemoryOutbox {
  private begun = false;

  protected override number(limit: number): boolean {
    if (!this.begun && this.db.relay.last > 0) this.db.relay.last += 1;
    this.begun = true;
    return super.number(limit);
  }
}

/** Takes a gap in the positions for events of nobody. */
class GapBlind extends EventHub {
  private begun = false;

  override catchUp(): Promise<void> {
    if (this.begun) return Promise.resolve();
    return super.catchUp().then(() => {
      this.begun = true;
    });
  }
}

/** Bugs on the way from the journal to whoever listens. */
export const PUBLICATION_MUTANTS: readonly Mutant[] = [
  { name: 'publishes before the positions are committed', seed: 4, outbox: BeforeCommit },
  { name: 'marks as published what it has not published yet', seed: 1, outbox: MarksFirst },
  { name: 'skips a position after a crash', seed: 1, outbox: SkipsOne },
  { name: 'drops what comes after a gap', seed: 1, hub: GapBlind },
  { name: 'begins one event too late after a reconnect', seed: 6, reconnectAfter: (id) => id + 1 },
];
