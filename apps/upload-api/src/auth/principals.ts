import { Injectable } from '@nestjs/common';
import { ApiKeyRepository, type Principal } from '@waybill/domain';
import { LRUCache } from 'lru-cache';
import { hashKey, isKey } from './api-key.js';

/** Milliseconds. A revoked key is refused by every replica after this at the latest. */
const KNOWN_TTL_MS = 5_000;

/** Milliseconds. Spares the database a client that tries on and on; a new key works soon. */
const UNKNOWN_TTL_MS = 1_000;

const MAX_KEYS = 10_000;

interface Entry {
  readonly principal: Principal | undefined;
}

/** Who holds which key, remembered for a few seconds. Keys themselves are not kept. */
@Injectable()
export class Principals {
  private readonly cache: LRUCache<string, Entry>;
  /** Hashes of keys that were good when they were looked up last. */
  private readonly seen = new LRUCache<string, true>({ max: MAX_KEYS });

  constructor(keys: ApiKeyRepository) {
    this.cache = new LRUCache<string, Entry>({
      max: MAX_KEYS,
      ttl: KNOWN_TTL_MS,
      fetchMethod: async (hash, _stale, { options }) => {
        const principal = await keys.findByHash(Buffer.from(hash, 'hex'));
        if (principal) this.seen.set(hash, true);
        else {
          this.seen.delete(hash);
          options.ttl = UNKNOWN_TTL_MS;
        }
        return { principal };
      },
    });
  }

  /** @throws DomainError database_unavailable */
  async find(key: string): Promise<Principal | undefined> {
    if (!isKey(key)) return undefined;
    const principal = (await this.cache.fetch(hexHash(key)))?.principal;
    // What is remembered may have come to its end since.
    const over = principal?.expiresAt !== undefined && principal.expiresAt.getTime() <= Date.now();
    return over ? undefined : principal;
  }

  /** True for a key that was good when it was looked up last. */
  hasSeen(key: string): boolean {
    return this.seen.has(hexHash(key));
  }

  /** After a key was revoked here. */
  forget(): void {
    this.cache.clear();
  }
}

function hexHash(key: string): string {
  return Buffer.from(hashKey(key)).toString('hex');
}
