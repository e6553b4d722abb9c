import { Injectable } from '@nestjs/common';
import {
  ApiKeyRepository,
  type DomainError,
  limitReached,
  type Principal,
  type QuotaOwner,
  Timers,
  TokenHolders,
} from '@waybill/domain';
import { SharedSlots } from '@waybill/messaging';
import { CallerLimits } from '../limits/caller-limits.js';
import { CallerSettings } from '../platform/settings.js';

interface Held {
  readonly keyId: string;
  readonly isToken: boolean;
  readonly tenantId: string | undefined;
  readonly end: () => void;
}

/**
 * Milliseconds between two looks at the keys of what is held. A stream may open by a key that was
 * revoked up to five seconds ago (`Principals`), and is to end within ten.
 */
const LOOK_EVERY_MS = 3_000;

/** The requests of this process that stay open, streams and waits: so many of each holder, and as long as its key is good. */
@Injectable()
export class HeldRequests {
  private readonly held = new Set<Held>();
  private readonly byKey = new Tally();
  private readonly byTenant = new Tally();
  private looking: Promise<void> | undefined;
  private stopLooking: (() => void) | undefined;

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly limits: CallerSettings,
    private readonly timers: Timers,
    private readonly callers: CallerLimits,
    private readonly slots: SharedSlots,
    private readonly tokens: TokenHolders,
  ) {}

  start(intervalMs = LOOK_EVERY_MS): void {
    this.stopLooking = this.timers.every(intervalMs, () => {
      this.looking ??= this.endRevoked().finally(() => (this.looking = undefined));
    });
  }

  stop(): void {
    this.stopLooking?.();
  }

  /**
   * @param end is called when the holder's key has been revoked, or has expired
   * @returns to be called when the request is over
   * @throws DomainError too_many_streams, database_unavailable
   */
  async hold(holder: Principal, end: () => void): Promise<() => void> {
    const { keyId, tenantId } = holder;
    const { streamsPerKey, streamsPerTenant } = this.limits;
    const { key, tenant } = await this.callers.of(holder);
    const slots = new Slots(this.slots);
    // What was set for one holds on all replicas together, the configuration's on each.
    if (key.streams !== undefined) await slots.take(keyId, key.streams, 'key');
    if (tenant.streams !== undefined && tenantId !== undefined) {
      await slots.take(tenantId, tenant.streams, 'tenant');
    }
    const ofKey = this.byKey.of(keyId);
    const ofTenant = this.byTenant.of(tenantId);
    if (key.streams === undefined && ofKey >= streamsPerKey) {
      throw slots.refusal(streamsPerKey, 'key');
    }
    if (tenant.streams === undefined && ofTenant >= streamsPerTenant) {
      throw slots.refusal(streamsPerTenant, 'tenant');
    }
    const one: Held = { keyId, isToken: holder.role === 'token', tenantId, end };
    this.held.add(one);
    this.byKey.add(keyId, 1);
    this.byTenant.add(tenantId, 1);
    return () => {
      if (!this.held.delete(one)) return;
      this.byKey.add(keyId, -1);
      this.byTenant.add(tenantId, -1);
      slots.release();
    };
  }

  /** Where the database does not answer, nothing is ended: the next look will tell. */
  private async endRevoked(): Promise<void> {
    await Promise.all([this.endOf(this.keys, false), this.endOf(this.tokens, true)]);
  }

  private async endOf(
    holders: Pick<ApiKeyRepository | TokenHolders, 'good'>,
    areTokens: boolean,
  ): Promise<void> {
    const ids = new Set<string>();
    for (const { keyId, isToken } of this.held) if (isToken === areTokens) ids.add(keyId);
    if (ids.size === 0) return;
    const good = await holders.good([...ids]).catch(() => ids);
    for (const { keyId, end } of [...this.held]) {
      // One that came meanwhile was not asked for.
      if (ids.has(keyId) && !good.has(keyId)) end();
    }
  }
}

/** How many there are of each; nothing is kept of those there are none of. */
class Tally {
  private readonly counts = new Map<string | undefined, number>();

  of(name: string | undefined): number {
    return this.counts.get(name) ?? 0;
  }

  add(name: string | undefined, change: number): void {
    const count = this.of(name) + change;
    if (count > 0) this.counts.set(name, count);
    else this.counts.delete(name);
  }
}

/** Seconds. Streams end when their clients leave: there is no telling when. */
const RETRY_AFTER = 10;

/** What one request has taken of what all replicas share. */
class Slots {
  private readonly taken: (() => void)[] = [];

  constructor(private readonly slots: SharedSlots) {}

  /** @throws DomainError too_many_streams */
  async take(owner: string, max: number, kind: QuotaOwner): Promise<void> {
    const release = await this.slots.take(owner, max);
    if (!release) throw this.refusal(max, kind);
    this.taken.push(release);
  }

  release(): void {
    for (const release of this.taken.splice(0)) release();
  }

  /** Gives back what was taken until now. */
  refusal(max: number, of: QuotaOwner): DomainError {
    this.release();
    return limitReached({ name: 'streams', of, max, used: max }, RETRY_AFTER);
  }
}
