import { type FileEvent, Outbox } from '@waybill/domain';
import type { MemoryDatabase } from './memory-database.js';
import { toFileEvent } from './memory-journal.js';

/** Runs one transaction, or one statement of it. */
export type Transact = <Result>(name: string, effect: () => Result) => Promise<Result>;

const AT_ONCE: Transact = (_, effect) => Promise.resolve().then(effect);

/** As `PgOutbox`: positions are committed before anything is published, and the lock is held meanwhile. */
export class MemoryOutbox extends Outbox {
  constructor(
    protected readonly db: MemoryDatabase,
    /** Whose locks these are. */
    protected readonly process: { readonly alive: boolean } = { alive: true },
    protected readonly transact: Transact = AT_ONCE,
  ) {
    super();
  }

  override async publishNext(
    limit: number,
    publish: (events: readonly FileEvent[]) => Promise<void>,
  ): Promise<number> {
    const numbered = await this.transact('number', () => this.number(limit));
    if (!numbered) return 0;
    try {
      const events = await this.transact('lock', () => this.lockNext(limit));
      const newest = events.at(-1);
      if (!newest) return 0;
      await publish(events);
      await this.transact('published', () => this.published(newest.position));
      return events.length;
    } finally {
      // The transaction has ended, well or not.
      if (this.db.relay.holder === this.process) this.db.relay.holder = undefined;
    }
  }

  override onAppend(wake: () => void): Promise<() => Promise<void>> {
    this.db.appended.add(wake);
    return Promise.resolve(() => {
      this.db.appended.delete(wake);
      return Promise.resolve();
    });
  }

  protected number(limit: number): boolean {
    const { relay } = this.db;
    if (relay.holder?.alive) return false;
    if (relay.last > relay.published) return true;
    const oldest = this.db.journal.filter(({ position }) => position === undefined).slice(0, limit);
    for (const row of oldest) row.position = ++relay.last;
    return oldest.length > 0;
  }

  protected lockNext(limit: number): readonly FileEvent[] {
    const { relay, journal } = this.db;
    if (relay.holder?.alive) return [];
    const events = journal
      .filter(({ position = 0 }) => position > relay.published)
      .map(toFileEvent)
      .sort((a, b) => a.position - b.position)
      .slice(0, limit);
    if (events.length > 0) relay.holder = this.process;
    return events;
  }

  protected published(position: number): void {
    this.db.relay.published = position;
  }
}
