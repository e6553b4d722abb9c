import type { FileEvent, JournalEvent } from '../events/file-event.js';
import type { Actor } from './audit.js';
import type { Page } from './page.js';

export interface JournalEntry {
  readonly id: string;
  readonly type: FileEvent['type'];
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** Whose call it was; absent for what the system did by itself. */
  readonly actor?: Pick<Actor, 'kind' | 'id'>;
}

export interface JournalScope {
  readonly tenantId?: string;
  readonly fileId?: string;
}

/** Reads what happened. Writing is part of the transactions that make it happen. */
export abstract class Journal {
  /** A file's timeline, oldest first. */
  abstract timeline(
    fileId: string,
    query: { readonly limit: number; readonly after?: string },
  ): Promise<Page<JournalEntry, string>>;

  /** Published events after `position`, in order of publication. */
  abstract publishedAfter(
    position: number,
    scope: JournalScope,
    limit: number,
  ): Promise<readonly JournalEvent[]>;

  /** The highest position given out; 0 before the first. */
  abstract lastPosition(): Promise<number>;
}

/** The outbox side of the journal, for the relay alone. */
export abstract class Outbox {
  /**
   * Gives the oldest unpublished rows their positions and hands them to `publish`; they count as
   * published only when it returns. One relay at a time does this; for the others it returns 0.
   * A crash before the end publishes the same events again, with the same positions.
   * @returns how many were published
   */
  abstract publishNext(
    limit: number,
    publish: (events: readonly JournalEvent[]) => Promise<void>,
  ): Promise<number>;

  /** Calls `wake` soon after anybody commits a journal row; best effort. Returns the way to stop. */
  abstract onAppend(wake: () => void): Promise<() => Promise<void>>;
}
