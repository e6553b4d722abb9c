import type { WorkerListener } from '@waybill/messaging';
import type { Log } from '@waybill/domain';
import type { Metrics } from './metrics.js';
import { once } from './once.js';

/** What the workers report, as log lines and metrics. */
export function workerListener(
  metrics: Pick<Metrics, 'jobs' | 'jobFailures' | 'jobsStalled'>,
  logger: Log,
): WorkerListener {
  const report = once((error) => logger.warn({ err: error }, 'a queue worker had a failure'));
  return {
    error: (_queue, error) => report(error),
    finished: (queue, { seconds }) => metrics.jobs.observe({ queue }, seconds),
    failed: (queue, { id, attempt, final, error }) => {
      metrics.jobFailures.inc({ queue, final: String(final) });
      const level = final ? 'error' : 'warn';
      logger[level]({ err: error, queue, jobId: id, attempt, final }, 'an attempt has failed');
    },
    stalled: (queue, jobId) => {
      metrics.jobsStalled.inc({ queue });
      logger.warn({ queue, jobId }, 'taken over from a worker that showed no life');
    },
  };
}
