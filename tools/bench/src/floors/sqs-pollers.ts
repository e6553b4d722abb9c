import { parentPort, workerData } from 'node:worker_threads';
import type { SqsConfig } from '@waybill/config';
import { SqsMessageSource } from '@waybill/storage';

/** The least that can be done with a queue's messages: the processor's own source, and no more. */
const config = workerData as SqsConfig;
const source = new SqsMessageSource(config);
const { signal } = new AbortController();

async function poll(): Promise<never> {
  for (;;) {
    const messages = await source.receive(signal);
    if (messages.length > 0) await source.done(messages);
  }
}

parentPort?.postMessage('polling');
await Promise.all(Array.from({ length: config.pollers }, poll));
