import { Inject, Injectable } from '@nestjs/common';
import type { FileTaskJobV1 } from '@waybill/contracts';
import { Log } from '@waybill/domain';
import type { JobContext, QueueHandler } from '@waybill/messaging';
import { Metrics } from '../../platform/metrics.js';
import { AssembleFile, type AssemblyOutcome } from './assemble-file.js';

/** Milliseconds between two notes of progress: each is a call to Redis. */
const PROGRESS_EVERY_MS = 500;

/** The queue `assembly`. */
@Injectable()
export class AssemblyHandler implements QueueHandler<FileTaskJobV1> {
  constructor(
    private readonly assembleFile: AssembleFile,
    @Inject(Metrics) private readonly metrics: Pick<Metrics, 'assemblies'>,
    private readonly logger: Log,
  ) {}

  async handle({ fileId }: FileTaskJobV1, context: JobContext): Promise<void> {
    const stop = this.metrics.assemblies.startTimer();
    let outcome: AssemblyOutcome | 'interrupted' = 'interrupted';
    try {
      const { signal } = context;
      const progress = throttled(context);
      outcome = await this.assembleFile.execute(fileId, { signal, progress });
      this.logger.info({ fileId, outcome, attempt: context.attempt }, 'assembled a file');
    } finally {
      stop({ outcome });
    }
  }

  async exhausted({ fileId }: FileTaskJobV1, error: unknown): Promise<void> {
    const outcome = await this.assembleFile.giveUp(fileId, error);
    this.logger.error({ err: error, fileId, outcome }, 'gave up assembling a file');
  }
}

function throttled(context: JobContext): (progress: { parts: number; of: number }) => void {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (progress.parts < progress.of && now - last < PROGRESS_EVERY_MS) return;
    last = now;
    void context.progress(progress);
  };
}
