import type { DeadLetterBody, ListDeadLettersQuery, ReplayedLetterBody } from '@waybill/contracts';
import type { DeadLetter, LetterFilter } from '@waybill/domain';
import type { ReplayVerdict } from './use-cases/replay-dead-letters.js';

/** Characters of a body that a list shows: a page of whole ones could be hundreds of megabytes. */
const LISTED_LENGTH = 4_096;

export function deadLetterBody(letter: DeadLetter): DeadLetterBody {
  return {
    id: letter.id,
    reason: letter.reason,
    detail: letter.detail,
    body: letter.body,
    source: letter.source,
    firstSeenAt: letter.firstSeenAt.toISOString(),
    lastSeenAt: letter.lastSeenAt.toISOString(),
    timesSeen: letter.timesSeen,
  };
}

export function listedLetterBody(letter: DeadLetter): DeadLetterBody {
  return deadLetterBody({ ...letter, body: letter.body.slice(0, LISTED_LENGTH).toWellFormed() });
}

export function replayedBody({
  letter,
  settled,
  events,
  detail,
}: ReplayVerdict): ReplayedLetterBody {
  return {
    id: letter.id,
    outcome: settled ? 'replayed' : 'kept',
    events: events.length,
    detail,
  };
}

export function letterFilter({
  reason,
  source,
  since,
  before,
}: Pick<ListDeadLettersQuery, 'reason' | 'source' | 'since' | 'before'>): LetterFilter {
  return {
    ...(reason !== undefined && { reason }),
    ...(source !== undefined && { source }),
    ...(since !== undefined && { since }),
    ...(before !== undefined && { before }),
  };
}
