import type { VerificationJobV1 } from '@waybill/contracts';
import { Injectable } from '@nestjs/common';
import { Log } from '@waybill/domain';
import type { JobContext, QueueHandler } from '@waybill/messaging';
import { VerifyChunk } from './verify-chunk.js';

/** The queue `verification`. Has no `exhausted`: maintenance drives it again until it is done. */
@Injectable()
export class VerificationHandler implements QueueHandler<VerificationJobV1> {
  constructor(
    private readonly verifyChunk: VerifyChunk,
    private readonly logger: Log,
  ) {}

  async handle(job: VerificationJobV1, context: JobContext<VerificationJobV1>): Promise<void> {
    const outcome = await this.verifyChunk.execute(job, {
      verdict: job.verdict,
      remember: (verdict) => context.remember({ ...job, verdict }),
    });
    const { fileId, number } = job;
    const level = outcome === 'refused' || outcome === 'file_failed' ? 'warn' : 'debug';
    this.logger[level]({ fileId, number, outcome }, 'looked at a chunk');
  }
}
