import { Injectable } from '@nestjs/common';
import { ApiKeyRepository, type Principal, tokenEnded, TokenHolders } from '@waybill/domain';
import { LRUCache } from 'lru-cache';
import { hashKey, isKey } from './api-key.js';

/** Milliseconds. A revoked key is refused by every replica after this at the latest. */
const KNOWN_TTL_MS = 5_000;

/** Milliseconds. Spares the database a client that tries on and on; a new key works soon. */
const UNKNOWN_TTL_MS = 1_000;

/** Milliseconds. Whoever is refused may have the token renewed, and come back at once. */
const EXPIRED_TTL_MS = 200;

const MAX_KEYS = 10_000;

interface Entry {
  readonly principal: Principal | undefined;
  /** Of a token that is known, and good for nothing now. */
  readonly ended?: 'expired' | 'revoked';
}

/** Who holds which key or upload token, remembered for a few seconds. The keys themselves are not kept. */
@Injectable()
export class Principals {
  private readonly cache: LRUCache<string, Entry, boolean>;
  /** Hashes of keys that were good when they were looked up last. */
  private readonly seen = new LRUCache<string, true>({ max: MAX_KEYS });

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly tokens: TokenHolders,
  ) {
    this.cache = new LRUCache<string, Entry, boolean>({
      max: MAX_KEYS,
      ttl: KNOWN_TTL_MS,
      fetchMethod: async (hash, _stale, { options, context: isToken }) => {
        const entry = await this.lookUp(Buffer.from(hash, 'hex'), isToken);
        if (entry.principal) this.seen.set(hash, true);
        else this.seen.delete(hash);
        if (entry.ended === 'expired') options.ttl = EXPIRED_TTL_MS;
        else if (!entry.principal || entry.ended) options.ttl = UNKNOWN_TTL_MS;
        return entry;
      },
    });
  }

  /** @throws DomainError token_expired, token_revoked, database_unavailable */
  async find(key: string): Promise<Principal | undefined> {
    if (!isKey(key)) return undefined;
    const context = isKey(key, 'token');
    const hash = hexHash(key);
    let entry = await this.cache.fetch(hash, { context });
    // What is remembered may have come to its end since; a token may have been renewed as well.
    if (context && entry && !entry.ended && isOver(entry.principal)) {
      entry = await this.cache.fetch(hash, { context, forceRefresh: true });
    }
    if (entry?.ended) throw tokenEnded(entry.ended);
    return isOver(entry?.principal) ? undefined : entry?.principal;
  }

  /** True for a key that was good when it was looked up last. */
  hasSeen(key: string): boolean {
    return this.seen.has(hexHash(key));
  }

  /** After something was changed here about this holder alone. */
  forgetHolder(keyId: string): void {
    for (const [hash, { principal }] of this.cache.entries())
      if (principal?.keyId === keyId) this.cache.delete(hash);
  }

  /** After a key was revoked here. */
  forget(): void {
    this.cache.clear();
  }

  private async lookUp(hash: Buffer, isToken: boolean): Promise<Entry> {
    if (!isToken) return { principal: await this.keys.findByHash(hash) };
    const holder = await this.tokens.findByHash(hash);
    if (!holder) return { principal: undefined };
    const { principal, revoked } = holder;
    if (revoked) return { principal, ended: 'revoked' };
    return { principal, ...(isOver(principal) && { ended: 'expired' }) };
  }
}

function isOver(principal: Principal | undefined): boolean {
  return principal?.expiresAt !== undefined && principal.expiresAt.getTime() <= Date.now();
}

function hexHash(key: string): string {
  return Buffer.from(hashKey(key)).toString('hex');
}
