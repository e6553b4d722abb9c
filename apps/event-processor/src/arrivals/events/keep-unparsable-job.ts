import { Inject, Injectable } from '@nestjs/common';
import { DeadLetterRepository, Log } from '@waybill/domain';
import { Metrics } from '../../platform/metrics.js';

/**
 * A job that is not what its queue's schema says, e.g. of another version, is kept as a dead letter
 * whose source is the queue: trying it again would not help, and nobody would look into Redis.
 */
@Injectable()
export class KeepUnparsableJob {
  constructor(
    private readonly deadLetters: DeadLetterRepository,
    @Inject(Metrics) private readonly metrics: Pick<Metrics, 'deadLetters'>,
    private readonly logger: Log,
  ) {}

  /** @throws DomainError database_unavailable: the job comes again */
  async execute(queue: string, body: string, detail: string): Promise<void> {
    const reason = 'unparsable';
    await this.deadLetters.record([{ reason, detail, body, source: queue }]);
    this.metrics.deadLetters.inc({ reason });
    this.logger.warn({ queue, reason, detail }, 'kept a job as a dead letter');
  }
}
