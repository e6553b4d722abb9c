import type { DomainError } from '@waybill/domain';
import type { StoreClock } from '../client/store-clock.js';
import { answered, unprovable, type StoreAnswer } from './store-answer.js';

/** Milliseconds; S3 refuses a request whose time differs by more than 15 minutes. */
const NOTICEABLE_MS = 60_000;

const CLOCK_CODES = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'ExpiredToken']);

/** What should have been taken was refused: nothing can be said of the store until that is cured. */
export function refusedControl(what: string, answer: StoreAnswer, clock: StoreClock): DomainError {
  const said = `it answered ${answered(answer)} to ${what}`;
  const clockFault =
    CLOCK_CODES.has(answer.code) || /expired|not yet valid|too skewed/iu.test(answer.body);
  const apart = Math.abs(clock.offsetMs) > NOTICEABLE_MS;
  if (!clockFault && !(answer.status === 403 && apart)) return unprovable(said);
  return unprovable(`${said}; ${describeClock(clock)}`);
}

/** For people: which clock is wrong, and by how much. */
export function describeClock({ offsetMs }: Pick<StoreClock, 'offsetMs'>): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  const side = offsetMs > 0 ? 'behind' : 'ahead of';
  return `this machine's clock is ${seconds} s ${side} the store's: set one of them right`;
}
