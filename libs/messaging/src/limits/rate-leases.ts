import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { withDeadline } from '../connection/deadline.js';
import type { ProducerConnection } from '../connection/producer-connection.js';

/** Milliseconds that a caller waits for Redis at most. */
const DEADLINE_MS = 500;

/** Milliseconds for which Redis is not asked again once it has not answered. */
const AWAY_MS = 5_000;

/** Of a second's requests, what a replica takes at once: it asks Redis some twenty times a second at most. */
const SHARE = 20;

export interface RateState {
  readonly allowed: boolean;
  /** Requests that are left in this second, as far as this replica knows. */
  readonly remaining: number;
  /** Milliseconds until the next second begins. */
  readonly resetMs: number;
}

interface Lease {
  left: number;
  /** In Redis when it was taken. */
  readonly remaining: number;
  readonly until: number;
}

/**
 * Requests a second, counted in Redis for all replicas. A replica takes some at once and spends them by
 * itself. It never spends more than it took: so what is allowed never passes the limit, and may stay
 * below it by what other replicas have taken and not spent. Seconds are counted from the first request in
 * each. Without Redis each replica counts for itself.
 */
export class RateLeases {
  private readonly limiters = new Map<number, RateLimiterAbstract>();
  private readonly insurances = new Map<number, RateLimiterAbstract>();
  private readonly leases = new Map<string, Lease>();
  private readonly asking = new Map<string, Promise<void>>();
  private awayUntil = 0;

  /** @param prefix before the keys in Redis */
  constructor(
    private readonly connection: Pick<ProducerConnection, 'redis'>,
    private readonly prefix: string,
  ) {}

  /**
   * Spends one request of `owner`, where one is left. Never fails.
   * @param max requests a second
   */
  async take(owner: string, max: number): Promise<RateState> {
    const name = `${max}:${owner}`;
    for (;;) {
      const lease = this.leases.get(name);
      if (lease && performance.now() < lease.until) {
        const allowed = lease.left > 0;
        if (allowed) lease.left -= 1;
        // Of several that waited for a lease, some may come too late for it, and ask for another.
        if (allowed || lease.remaining === 0) return stateOf(lease, allowed);
      }
      let asked = this.asking.get(name);
      if (!asked) {
        asked = this.lease(name, owner, max).finally(() => this.asking.delete(name));
        this.asking.set(name, asked);
      }
      await asked;
    }
  }

  private async lease(name: string, owner: string, max: number): Promise<void> {
    const points = Math.max(1, Math.floor(max / SHARE));
    const { granted, answer } = await this.consume(owner, max, points);
    const now = performance.now();
    this.dropOld(now);
    this.leases.set(name, {
      left: granted ? points : 0,
      remaining: granted ? answer.remainingPoints : 0,
      until: now + Math.max(1, answer.msBeforeNext),
    });
  }

  private async consume(owner: string, max: number, points: number) {
    if (performance.now() >= this.awayUntil) {
      try {
        const asked = settle(this.limiterOf(max).consume(owner, points));
        return await withDeadline(asked, DEADLINE_MS, 'Counting requests');
      } catch {
        this.awayUntil = performance.now() + AWAY_MS;
      }
    }
    const insurance =
      this.insurances.get(max) ?? new RateLimiterMemory({ points: max, duration: 1 });
    this.insurances.set(max, insurance);
    return settle(insurance.consume(owner, points));
  }

  /** One for each limit that there is: few. */
  private limiterOf(max: number): RateLimiterAbstract {
    let limiter = this.limiters.get(max);
    if (!limiter) {
      limiter = new RateLimiterRedis({
        storeClient: this.connection.redis,
        keyPrefix: `${this.prefix}:rate:${max}`,
        points: max,
        duration: 1,
        rejectIfRedisNotReady: true,
      });
      this.limiters.set(max, limiter);
    }
    return limiter;
  }

  private dropOld(now: number): void {
    for (const [name, { until }] of this.leases) if (until <= now) this.leases.delete(name);
  }
}

/** A refusal is an answer, too: the library rejects with it. */
async function settle(
  asked: Promise<RateLimiterRes>,
): Promise<{ readonly granted: boolean; readonly answer: RateLimiterRes }> {
  try {
    return { granted: true, answer: await asked };
  } catch (error) {
    if (error instanceof RateLimiterRes) return { granted: false, answer: error };
    throw error;
  }
}

function stateOf({ left, remaining, until }: Lease, allowed: boolean): RateState {
  return {
    allowed,
    remaining: left + remaining,
    resetMs: Math.max(0, until - performance.now()),
  };
}
