import { Injectable } from '@nestjs/common';
import { TokenHolders } from '@waybill/domain';
import { LRUCache } from 'lru-cache';

/** Milliseconds. The pages of a token may call, or may no more, after this at the latest. */
const KNOWN_TTL_MS = 5_000;

/** Origins that are looked up within a second, of those that no token is known to name. */
const STRANGERS_PER_SECOND = 50;

const MAX_ORIGINS = 10_000;

/**
 * Whether an upload token that is good names an origin. Preflights bear no token, so anybody can ask:
 * what was found is remembered, and of origins that nobody knows only so many are looked up.
 */
@Injectable()
export class TokenOrigins {
  private readonly cache: LRUCache<string, { readonly named: boolean }>;
  /** Those that were named when they were looked up last. */
  private readonly seen = new LRUCache<string, true>({ max: MAX_ORIGINS });
  private second = 0;
  private strangers = 0;

  constructor(tokens: TokenHolders) {
    this.cache = new LRUCache({
      max: MAX_ORIGINS,
      ttl: KNOWN_TTL_MS,
      // Better what was known than nothing where the database is away.
      allowStaleOnFetchRejection: true,
      fetchMethod: async (origin) => {
        const named = await tokens.namesOrigin(origin);
        if (named) this.seen.set(origin, true);
        else this.seen.delete(origin);
        return { named };
      },
    });
  }

  /** Never fails: where nothing is known, and the database is away, nothing is named. */
  async names(origin: string): Promise<boolean> {
    const known = this.cache.has(origin) || this.seen.has(origin);
    if (!known && !this.admitsStranger()) return false;
    const found = await this.cache.fetch(origin).catch(() => undefined);
    return found?.named ?? false;
  }

  private admitsStranger(): boolean {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.strangers = 0;
    }
    this.strangers += 1;
    return this.strangers <= STRANGERS_PER_SECOND;
  }
}
