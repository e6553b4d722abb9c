import { Injectable } from '@nestjs/common';
import {
  type DeadLetter,
  DeadLetterAdmin,
  type LetterFilter,
  type LetterVerdict,
  type StorageEvent,
  StorageEventQueue,
} from '@waybill/domain';
import { BucketSettings } from '../../platform/settings.js';
import { readLetter } from '../read-letter.js';

export interface ReplayVerdict extends LetterVerdict {
  readonly events: readonly StorageEvent[];
  /** Why the letter was kept. */
  readonly detail?: string;
}

export interface ReplayPage {
  /** Oldest first. */
  readonly verdicts: readonly ReplayVerdict[];
  readonly next?: ReplayCursor;
}

export interface ReplayCursor {
  /** The last letter that was looked at. */
  readonly after: string;
  /** The last one that there was at first: what comes back meanwhile has its turn another time. */
  readonly upTo: string;
}

/**
 * Sends what dead letters hold on its way again. A letter is gone only when its events are safely in
 * the queue, and what fails again comes back with its history. Were the database to fail after that,
 * the letter is still there, and the same replay again is the same job.
 */
@Injectable()
export class ReplayDeadLetters {
  constructor(
    private readonly deadLetters: DeadLetterAdmin,
    private readonly queue: StorageEventQueue,
    private readonly location: BucketSettings,
  ) {}

  /** @throws DomainError dead_letter_not_found, queue_unavailable, database_unavailable */
  async one(id: string): Promise<ReplayVerdict> {
    return this.deadLetters.settleOne(id, this.judge, this.enqueue);
  }

  /** @throws DomainError queue_unavailable, database_unavailable */
  async many(filter: LetterFilter, limit: number, cursor?: ReplayCursor): Promise<ReplayPage> {
    const upTo = cursor?.upTo ?? (await this.deadLetters.lastId(filter));
    if (upTo === undefined) return { verdicts: [] };
    const range = { upTo, limit, ...(cursor && { after: cursor.after }) };
    const verdicts = await this.deadLetters.settle(filter, range, this.judge, this.enqueue);
    const last = verdicts.at(-1);
    const more = last !== undefined && last.letter.id !== upTo;
    return { verdicts, ...(more && { next: { after: last.letter.id, upTo } }) };
  }

  private readonly judge = (letter: DeadLetter): ReplayVerdict => {
    const { events, rest, detail } = readLetter(letter, this.location.prefix);
    if (detail !== undefined) return { letter, settled: false, rest: [], events: [], detail };
    const { reason, source } = letter;
    return {
      letter,
      settled: true,
      events,
      rest: rest.map((rejected) => ({ ...rejected, reason, source, history: letter })),
    };
  };

  private readonly enqueue = async (verdicts: readonly ReplayVerdict[]): Promise<void> => {
    await this.queue.replay(
      verdicts
        .filter(({ events }) => events.length > 0)
        .map(({ letter, events }) => ({
          id: `${letter.id}-${letter.timesSeen}`,
          events,
          history: letter,
        })),
    );
  };
}
