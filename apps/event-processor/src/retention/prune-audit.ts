import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '@waybill/domain';
import { RetentionRules } from '../platform/settings.js';

const PAGE = 1_000;

/** Forgets what the audit need not show any more. */
@Injectable()
export class PruneAudit {
  constructor(
    @Inject(AuditLog) private readonly audit: Pick<AuditLog, 'prune'>,
    @Inject(RetentionRules) private readonly rules: Pick<RetentionRules, 'auditRetention'>,
  ) {}

  /** @returns how many entries are forgotten */
  async execute(): Promise<number> {
    let total = 0;
    for (;;) {
      const pruned = await this.audit.prune(this.rules.auditRetention, PAGE);
      total += pruned;
      if (pruned < PAGE) return total;
    }
  }
}
