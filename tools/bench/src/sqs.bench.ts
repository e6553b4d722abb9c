import type { SqsConfig } from '@waybill/config';
import { SqsServer, type SqsQueue, type System, waitUntil } from '@waybill/testing';
import { BENCH_STORE } from './bench-store.js';
import type { Benchmark } from './benchmark.js';
import { eventBodies, newFile, whenWhole } from './events/event-files.js';
import { withSqsFloor } from './floors/sqs-floor.js';
import { time, type Comparison } from './measure/pairs.js';
import { onOwnSystem } from './on-own-system.js';

/** A message each, as S3 sends them. */
const MESSAGES = 10_000;

/** What a message costs from SQS to its row, beside what SQS itself costs. */
export const sqs: Benchmark = {
  says: 'events fetched from a server that speaks SQS, to their rows',
  minutes: 4,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(
      context,
      { durable: true, notifications: 'off', processors: 0 },
      async ({ system }) => {
        const server = await SqsServer.start();
        try {
          const [ours, floor] = [server.queue('ours'), server.queue('floor')];
          const processor = await system.startProcessor({
            WAYBILL_SQS_QUEUE_URL: server.queueUrl(ours.name),
          });
          await withSqsFloor(configOf(server.queueUrl(floor.name), server.url), () =>
            context.measure(comparison(system, server, ours, floor)),
          );
          await processor.stop();
        } finally {
          await server.close();
        }
      },
    ),
};

/** As the processor's own settings are. */
function configOf(queueUrl: string, endpoint: string): SqsConfig {
  const { region, credentials, connectTimeoutMs } = BENCH_STORE;
  return {
    queueUrl,
    endpoint,
    region,
    credentials,
    pollers: 2,
    visibilityTimeout: 60,
    connectTimeoutMs,
    requestTimeoutMs: 10_000,
  };
}

function comparison(
  system: System,
  server: SqsServer,
  ours: SqsQueue,
  floor: SqsQueue,
): Comparison {
  const bodies = async () => {
    server.calls.length = 0;
    const file = await newFile(system, MESSAGES);
    return { file, bodies: eventBodies(system, file, 1) };
  };
  return {
    title: 'SQS to rows, an event a message',
    unit: 'messages',
    goal: { rate: 0.8 },
    ours: {
      name: 'SQS → queue → rows',
      run: async () => {
        const made = await bodies();
        const seconds = await time(async () => {
          for (const body of made.bodies) ours.send(body);
          await whenWhole(system, made.file);
        });
        return { units: MESSAGES, seconds };
      },
    },
    reference: {
      name: 'receive and delete, nothing done',
      run: async () => {
        const made = await bodies();
        const before = floor.deleted.length;
        const seconds = await time(async () => {
          for (const body of made.bodies) floor.send(body);
          const isEmpty = () => Promise.resolve(floor.deleted.length - before === MESSAGES);
          await waitUntil('every message', isEmpty, 120_000);
        });
        return { units: MESSAGES, seconds };
      },
    },
  };
}
