import type { DeadLetterReason } from '@waybill/vocabulary';

export interface DeadLetter {
  readonly id: string;
  readonly reason: DeadLetterReason;
  /** For people: what exactly was wrong. */
  readonly detail: string;
  /** What came in, as it came. */
  readonly body: string;
  readonly source: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly timesSeen: number;
}

/** What a letter had behind it when it was replayed; one that fails again goes on from there. */
export interface LetterHistory {
  readonly firstSeenAt: Date;
  readonly timesSeen: number;
}

export interface NewDeadLetter {
  readonly reason: DeadLetterReason;
  readonly detail: string;
  readonly body: string;
  readonly source: string;
  /** Of the letter that this one was before it was replayed. */
  readonly history?: LetterHistory;
}

/** Where events go that cannot be used: kept with body and reason, never silently gone. */
export abstract class DeadLetterRepository {
  /** The same body with the same reason again raises `timesSeen` instead of making a new row. */
  abstract record(letters: readonly NewDeadLetter[]): Promise<void>;
}
