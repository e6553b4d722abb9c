import { Inject, Injectable } from '@nestjs/common';
import { WebhookOutbox } from '@waybill/domain';
import { DeliveryPolicy } from '../platform/settings.js';

const PAGE = 500;

/** Forgets what the delivery log need not show any more. */
@Injectable()
export class PruneDeliveries {
  constructor(
    @Inject(WebhookOutbox) private readonly outbox: Pick<WebhookOutbox, 'prune'>,
    @Inject(DeliveryPolicy) private readonly policy: Pick<DeliveryPolicy, 'retention'>,
  ) {}

  /** @returns how many deliveries are forgotten */
  async execute(): Promise<number> {
    let total = 0;
    for (;;) {
      const pruned = await this.outbox.prune(this.policy.retention, PAGE);
      total += pruned;
      if (pruned < PAGE) return total;
    }
  }
}
