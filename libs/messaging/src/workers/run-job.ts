import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { JobOf, QueueKey } from '../queues/queue-definitions.js';
import { QUEUES } from '../queues/queue-definitions.js';
import type { JobContext, KeepUnparsable, QueueHandler } from './queue-handler.js';

/** Begins the failure of a job whose consequences nobody has settled: maintenance drives it again. */
export const UNSETTLED = 'unsettled';

/** The reason for which a signal is aborted when the process ends. */
export const SHUTDOWN = 'shutdown';

/** What is used of BullMQ's job. */
export type RunnableJob = Pick<
  Job<unknown>,
  'id' | 'data' | 'attemptsMade' | 'opts' | 'token' | 'moveToWait' | 'updateData' | 'updateProgress'
>;

/** Takes one job through its schema and its handler; what it throws is for BullMQ. */
export async function runJob<Key extends QueueKey>(
  key: Key,
  handler: QueueHandler<JobOf<Key>>,
  job: RunnableJob,
  signal: AbortSignal,
  keepUnparsable: KeepUnparsable,
): Promise<void> {
  const data = await parseJob(key, job, keepUnparsable);
  const context = contextOf<JobOf<Key>>(job, signal);
  try {
    await Promise.race([handler.handle(data, context), aborted(signal)]);
  } catch (error) {
    // Back to the queue as it was: another worker takes it at once, and no attempt is lost.
    if (signal.aborted && signal.reason === SHUTDOWN) {
      await job.moveToWait(job.token);
      throw new WaitingError();
    }
    if (context.lastAttempt && !signal.aborted) await settle(handler, data, error);
    throw error;
  }
}

async function parseJob<Key extends QueueKey>(
  key: Key,
  job: RunnableJob,
  keepUnparsable: KeepUnparsable,
): Promise<JobOf<Key>> {
  const { name, schema } = QUEUES[key];
  const parsed = schema.safeParse(job.data);
  if (parsed.success) return parsed.data as JobOf<Key>;
  const detail = parsed.error.issues
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    .join('; ');
  try {
    await keepUnparsable(name, JSON.stringify(job.data), detail);
  } catch (cause) {
    throw new Error(`${UNSETTLED}: not a job of this queue: ${detail}`, { cause });
  }
  throw new UnrecoverableError(`not a job of this queue: ${detail}`);
}

function contextOf<Data>(job: RunnableJob, signal: AbortSignal): JobContext<Data> {
  const attempt = job.attemptsMade + 1;
  return {
    jobId: job.id ?? '',
    attempt,
    lastAttempt: attempt >= (job.opts.attempts ?? 1),
    signal,
    progress: (progress) => job.updateProgress(progress).catch(() => undefined),
    remember: (data) => job.updateData(data),
  };
}

/** Settles within the last attempt, so that a job which is settled never runs again. */
async function settle<Data>(
  handler: QueueHandler<Data>,
  data: Data,
  error: unknown,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  if (!handler.exhausted) throw new Error(`${UNSETTLED}: ${reason}`, { cause: error });
  try {
    await handler.exhausted(data, error);
  } catch (cause) {
    throw new Error(`${UNSETTLED}: ${reason}`, { cause });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      const { reason } = signal as { reason: unknown };
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
