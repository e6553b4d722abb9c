import type { WebhookOutbox } from '@waybill/domain';

const PAGE = 500;

/** Forgets what the delivery log need not show any more. */
export class PruneDeliveries {
  constructor(
    private readonly outbox: Pick<WebhookOutbox, 'prune'>,
    /** Seconds. */
    private readonly retention: number,
  ) {}

  /** @returns how many deliveries are forgotten */
  async execute(): Promise<number> {
    let total = 0;
    for (;;) {
      const pruned = await this.outbox.prune(this.retention, PAGE);
      total += pruned;
      if (pruned < PAGE) return total;
    }
  }
}
