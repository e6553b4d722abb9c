import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SqsConfig } from '@waybill/config';

/** Runs with pollers beside it, in a thread of their own, that receive and delete and do nothing else. */
export async function withSqsFloor(config: SqsConfig, run: () => Promise<void>): Promise<void> {
  const pollers = new Worker(new URL('./sqs-pollers.js', import.meta.url), { workerData: config });
  try {
    await once(pollers, 'message');
    await run();
  } finally {
    await pollers.terminate();
  }
}
