import { Inject, Injectable } from '@nestjs/common';
import { Log, QuotaRepository } from '@waybill/domain';
import { Metrics } from '../platform/metrics.js';

/** Tenants of one run. */
const TENANTS = 20;

/** Seconds between two looks at a tenant: each reads all of its files. */
const NOT_WITHIN = 86_400;

/** Holds the counters of tenants and keys to their files, some tenants at a time. */
@Injectable()
export class ReconcileQuotas {
  constructor(
    private readonly quotas: QuotaRepository,
    @Inject(Metrics) private readonly metrics: Pick<Metrics, 'quotasRepaired'>,
    private readonly logger: Log,
  ) {}

  /** @returns how many tenants were looked at */
  async execute(): Promise<number> {
    const { tenants, repaired } = await this.quotas.reconcile(TENANTS, NOT_WITHIN);
    if (repaired.length > 0) {
      this.metrics.quotasRepaired.inc(repaired.length);
      this.logger.warn({ owners: repaired }, 'counters were not what the files say; repaired');
    }
    return tenants;
  }
}
