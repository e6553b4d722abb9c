import { LIMIT_NAMES, QUOTA_OWNERS, TOKEN_LIMIT_NAMES, type DomainError } from '@waybill/domain';
import { Instruments, type Registry } from '@waybill/observability';

/** Counts what was refused because of a limit; whose limit it was no series tells. */
export class LimitRefusals {
  private readonly refusals;

  constructor(registry: Registry) {
    this.refusals = new Instruments(registry).counter(
      'waybill_limit_refusals_total',
      'Calls refused because of a limit, by limit and by whether the tenant, the key or an upload token had it.',
      ['limit', 'of'],
    );
    for (const limit of LIMIT_NAMES) {
      for (const owner of QUOTA_OWNERS) this.refusals.inc({ limit, of: owner }, 0);
    }
    for (const limit of TOKEN_LIMIT_NAMES) this.refusals.inc({ limit, of: 'token' }, 0);
  }

  count({ extensions }: DomainError): void {
    const limit = extensions['limit'] as { readonly name: string; readonly of: string } | undefined;
    if (limit) this.refusals.inc({ limit: limit.name, of: limit.of });
  }
}
