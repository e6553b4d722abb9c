import type { DeadLetterRepository } from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import type { Metrics } from '../../platform/metrics.js';

/**
 * A job that is not what its queue's schema says, e.g. of another version, is kept as a dead letter
 * whose source is the queue: trying it again would not help, and nobody would look into Redis.
 */
export class KeepUnparsableJob {
  constructor(
    private readonly deadLetters: DeadLetterRepository,
    private readonly metrics: Pick<Metrics, 'deadLetters'>,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError database_unavailable: the job comes again */
  async execute(queue: string, body: string, detail: string): Promise<void> {
    const reason = 'unparsable';
    await this.deadLetters.record([{ reason, detail, body, source: queue }]);
    this.metrics.deadLetters.inc({ reason });
    this.logger.warn({ queue, reason, detail }, 'kept a job as a dead letter');
  }
}
