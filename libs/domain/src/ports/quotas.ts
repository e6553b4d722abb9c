import type { LimitName, QuotaOwner, UsageName } from '@waybill/vocabulary';

/** What is left out is not limited. Sizes are bytes. */
export type Limits = Readonly<Partial<Record<LimitName, number>>>;

/** What a change leaves out stays; null takes a limit away. */
export type LimitChange = Readonly<Partial<Record<LimitName, number | null>>>;

/** What an owner's files come to now. */
export type Usage = Readonly<Record<UsageName, number>>;

export interface OwnerRef {
  readonly owner: QuotaOwner;
  readonly id: string;
}

export interface Quota {
  /** Those that were set for this owner. */
  readonly limits: Limits;
  readonly usage: Usage;
}

/**
 * What tenants and keys may have, and what they have. The counters change with the files themselves
 * (FileRepository), in the same statements.
 */
export abstract class QuotaRepository {
  /** @returns undefined where there is no such tenant or key */
  abstract find(ref: OwnerRef): Promise<Quota | undefined>;

  /** @returns undefined where there is no such tenant or key */
  abstract setLimits(ref: OwnerRef, change: LimitChange): Promise<Quota | undefined>;

  /** What was set for each of these tenants and keys; those that were set nothing are left out. */
  abstract limitsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Limits>>;

  /**
   * Compares counters with rows, of the tenants that were compared the longest ago and of their keys,
   * and repairs what differs.
   * @param tenants at most
   * @param notWithin seconds: who was compared within them is left alone
   */
  abstract reconcile(tenants: number, notWithin: number): Promise<QuotaReview>;
}

export interface QuotaReview {
  readonly tenants: number;
  /** Tenants and keys whose counters were not what their rows say. */
  readonly repaired: readonly string[];
}
