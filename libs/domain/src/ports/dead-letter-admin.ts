import type { DeadLetterReason } from '@waybill/vocabulary';
import type { DeadLetter, NewDeadLetter } from './dead-letters.js';

/** Which letters; what is left out does not narrow. */
export interface LetterFilter {
  readonly reason?: DeadLetterReason;
  readonly source?: string;
  /** Last seen at this time or later. */
  readonly since?: Date;
  /** Last seen before this time. */
  readonly before?: Date;
}

/** Letters by number, oldest first. */
export interface LetterRange {
  /** Numbers above this one. */
  readonly after?: string;
  /** Numbers up to and with this one. */
  readonly upTo?: string;
  readonly limit: number;
}

/** What becomes of a letter that is looked at again. */
export interface LetterVerdict {
  readonly letter: DeadLetter;
  /** Whether the letter has done its duty, and goes. */
  readonly settled: boolean;
  /** What of a settled letter is still of no use: kept as letters of their own. */
  readonly rest: readonly NewDeadLetter[];
}

/** What on-call does with dead letters. Every method may throw DomainError database_unavailable. */
export abstract class DeadLetterAdmin {
  /** Newest first. `before` is the number of the last letter of the page before. */
  abstract list(
    filter: LetterFilter,
    page: { readonly limit: number; readonly before?: string },
  ): Promise<readonly DeadLetter[]>;

  /** How many letters there are of each reason; a reason without letters is left out. */
  abstract countByReason(filter: LetterFilter): Promise<Partial<Record<DeadLetterReason, number>>>;

  /** @throws DomainError dead_letter_not_found */
  abstract find(id: string): Promise<DeadLetter>;

  /** The highest number of all letters that fit, undefined where none does. */
  abstract lastId(filter: LetterFilter): Promise<string | undefined>;

  /**
   * Looks at letters again. `judge` says what becomes of each, `act` makes it so elsewhere; the
   * settled ones are gone once `act` has resolved, and nothing has changed where it throws. Nobody
   * else has the same letters meanwhile, and a letter that is recorded meanwhile is not lost.
   */
  abstract settle<Verdict extends LetterVerdict>(
    filter: LetterFilter,
    range: LetterRange,
    judge: (letter: DeadLetter) => Verdict,
    act: (verdicts: readonly Verdict[]) => Promise<void>,
  ): Promise<readonly Verdict[]>;

  /** As `settle`, for one letter. @throws DomainError dead_letter_not_found */
  abstract settleOne<Verdict extends LetterVerdict>(
    id: string,
    judge: (letter: DeadLetter) => Verdict,
    act: (verdicts: readonly Verdict[]) => Promise<void>,
  ): Promise<Verdict>;

  /** Removes every letter that fits, for good. @returns how many they were */
  abstract drop(filter: LetterFilter): Promise<number>;

  /** @throws DomainError dead_letter_not_found */
  abstract dropOne(id: string): Promise<void>;
}
