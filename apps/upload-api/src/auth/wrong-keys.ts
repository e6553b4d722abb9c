import { Injectable } from '@nestjs/common';
import { DomainError } from '@waybill/domain';
import { LRUCache } from 'lru-cache';
import { CallerSettings } from '../platform/settings.js';
import { addressGroup } from './address-group.js';

/** Milliseconds. */
const WINDOW_MS = 60_000;

/** Callers that are remembered: some 10 MB. Beyond, who has been quiet the longest is forgotten. */
const MAX_CALLERS = 50_000;

/** How many wrong keys came from where in the last minute: whoever guesses is not looked up for ever. */
@Injectable()
export class WrongKeys {
  private readonly counts = new LRUCache<string, { count: number }>({
    max: MAX_CALLERS,
    ttl: WINDOW_MS,
  });

  constructor(private readonly settings: CallerSettings) {}

  /**
   * Counts one from this address.
   * @throws DomainError rate_limited where it has had its share of them
   */
  count(address: string): void {
    const caller = addressGroup(address);
    const entry = this.counts.get(caller) ?? { count: 0 };
    if (entry.count >= this.settings.wrongKeysPerMinute) throw this.refusal(caller);
    if (entry.count === 0) this.counts.set(caller, entry);
    entry.count += 1;
  }

  /** Takes one back that was counted before it was looked at, and was right. */
  forgive(address: string): void {
    const entry = this.counts.get(addressGroup(address));
    if (entry && entry.count > 0) entry.count -= 1;
  }

  private refusal(caller: string): DomainError {
    const retryAfter = Math.max(1, Math.ceil(this.counts.getRemainingTTL(caller) / 1_000));
    return new DomainError(
      'rate_limited',
      `Too many wrong keys came from this address; try again in ${retryAfter} s.`,
      { extensions: { retryAfter } },
    );
  }
}
