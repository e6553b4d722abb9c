import type { Limits, QuotaOwner } from '@waybill/domain';

/** What holds for those that were set nothing of their own, by the configuration. */
export abstract class DefaultLimits implements Readonly<Record<QuotaOwner, Limits>> {
  abstract readonly tenant: Limits;
  abstract readonly key: Limits;
}
