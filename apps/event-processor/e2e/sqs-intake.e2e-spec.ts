import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadRedisConfig } from '@waybill/config';
import { QueueProducers } from '@waybill/messaging';
import { startStallingProxy, type StallingProxy } from '@waybill/persistence/testing';
import {
  type AppProcess,
  completeFile,
  createFile,
  listChunks,
  randomChunks,
  sendChunks,
  type SqsQueue,
  SqsServer,
  storeRecord,
  StoreView,
  System,
  waitForStatus,
  waitUntil,
} from '@waybill/testing';
import {
  CHUNK,
  declareWithEvents,
  expectUploaded,
  jobsAdded,
  metric,
} from './support/fetched-events.js';

const VISIBILITY_S = 4;

describe('storage events fetched from SQS', () => {
  let system: System;
  let sqs: SqsServer;
  let queue: SqsQueue;
  let redis: StallingProxy;
  let number = 0;

  beforeAll(async () => {
    system = await System.start({ processors: 0, notifications: 'off' });
    sqs = await SqsServer.start();
    redis = await startStallingProxy(system.stack.redisUrl);
  });
  afterAll(async () => {
    await system?.stop();
    await redis?.close();
    await sqs?.close();
  });

  beforeEach(() => {
    queue = sqs.queue(`events-${(number += 1)}`);
  });
  afterEach(async () => {
    redis.resume();
    sqs.hooks = {};
    await Promise.all(system.processors.splice(0).map((processor) => processor.stop()));
  });

  const processor = (env: Record<string, string> = {}): Promise<AppProcess> =>
    system.startProcessor({
      WAYBILL_SQS_QUEUE_URL: sqs.queueUrl(queue.name),
      WAYBILL_SQS_VISIBILITY_TIMEOUT: String(VISIBILITY_S),
      ...env,
    });
  /** Calls for the queue of this test. */
  const asked = (operation: string) =>
    sqs.calls.filter(
      (call) => call.operation === operation && call.input['QueueUrl'] === sqs.queueUrl(queue.name),
    ).length;
  const untilPolled = () => waitUntil('a poll', () => Promise.resolve(asked('ReceiveMessage') > 0));
  const sendAll = (bodies: readonly string[]) => bodies.map((body) => queue.send(body).id);
  const emptied = () =>
    waitUntil('the queue to be empty', () => Promise.resolve(queue.messages.length === 0), 60_000);
  const letters = (source: string) =>
    system.database.query<{ reason: string; body: string }>(
      'SELECT reason, body FROM dead_letters WHERE source = $1 ORDER BY id',
      [source],
    );

  it('completes a file that was sent to the store, by the store’s word', async () => {
    await processor();
    const api = system.caller();
    const chunks = randomChunks(2 * CHUNK + 1, CHUNK);
    const file = await createFile(api, { size: 2 * CHUNK + 1, chunkSize: CHUNK });
    await sendChunks(api, file.id, chunks);
    const store = new StoreView(system.stack, system.bucket);
    const keys = await store.keys(`uploads/${file.id}/`);
    store.close();
    expect(keys).toHaveLength(3);
    for (const { number, body, md5 } of chunks) {
      const key = `uploads/${file.id}/chunks/${number}`;
      expect(keys).toContain(key);
      queue.send(JSON.stringify({ Records: [storeRecord(system.bucket, key, md5, body.length)] }));
    }
    await waitForStatus(api, file.id, 'uploaded');
    for (const { verification } of await listChunks(api, file.id))
      expect(verification).toBe('storage');
    expect(await completeFile(api, file.id)).toMatchObject({ status: 'completed' });
    await emptied();
  });

  it('has a message again that was queued but not deleted when the processor was killed', async () => {
    const { file, bodies } = await declareWithEvents(system, 5);
    sqs.hooks = {
      before: ({ operation }) =>
        operation === 'DeleteMessageBatch' ? new Promise(() => undefined) : undefined,
    };
    sendAll(bodies);
    const before = await jobsAdded(system);
    const victim = await processor();
    await waitUntil('the delete', () => Promise.resolve(asked('DeleteMessageBatch') > 0));
    // Never asked to delete what is not in Redis.
    expect(await jobsAdded(system)).toBeGreaterThan(before);
    await victim.stop('SIGKILL');
    expect(queue.deleted).toEqual([]);
    expect(queue.messages).toHaveLength(5);

    sqs.hooks = {};
    const successor = await processor();
    await emptied();
    await expectUploaded(system, file);
    expect(await metric(successor, 'waybill_intake_messages_done_total')).toBe(5);
    expect(new Set(queue.deleted).size).toBe(5);
  });

  it('has a message again that was not queued yet when the processor was killed', async () => {
    const { file, bodies } = await declareWithEvents(system, 5);
    const victim = await processor({ REDIS_URL: redis.url });
    await untilPolled();
    const before = await jobsAdded(system);
    redis.stall();
    sendAll(bodies);
    await waitUntil('the messages to be received', () =>
      Promise.resolve(queue.messages.every(({ received }) => received > 0)),
    );
    await victim.stop('SIGKILL');
    redis.cut();
    expect(queue.deleted).toEqual([]);
    expect(await jobsAdded(system)).toBe(before);

    await processor();
    await expectUploaded(system, file);
    await emptied();
  });

  it('holds messages while Redis hangs, and queues them when it is back', async () => {
    const { file, bodies } = await declareWithEvents(system, 3);
    const one = await processor({ REDIS_URL: redis.url });
    await untilPolled();
    redis.stall();
    sendAll(bodies);
    await waitUntil('the messages to be received', () =>
      Promise.resolve(queue.messages.every(({ received }) => received > 0)),
    );
    const started = Date.now();
    await waitUntil('twice the time that they are hidden', () =>
      Promise.resolve(Date.now() - started > 2.5 * VISIBILITY_S * 1_000),
    );
    expect(asked('ChangeMessageVisibilityBatch')).toBeGreaterThan(1);
    expect(queue.messages.map(({ received }) => received)).toEqual([1, 1, 1]);
    expect(one.log.match(/the intake fails/gu)).toHaveLength(1);

    redis.resume();
    await expectUploaded(system, file);
    await emptied();
    await waitUntil('the log', () => Promise.resolve(one.log.includes('the intake works again')));
  });

  it('takes nothing while the queue is full, and goes on when there is room', async () => {
    const { file, bodies } = await declareWithEvents(system, 8);
    const config = loadRedisConfig({ ...system.env });
    const producers = new QueueProducers(config, () => undefined);
    const jobs = producers.jobs.storageEvents.queue;
    await jobs.pause();
    try {
      const filler = { kind: 'other', name: 'ObjectRestore:Post', bucket: 'b', key: 'k' } as const;
      await producers.storageEvents.enqueue([filler]);
      await producers.storageEvents.enqueue([filler]);
      const one = await processor({ WAYBILL_QUEUE_LIMIT: '2' });
      sendAll(bodies);
      const started = Date.now();
      await waitUntil('some seconds', () => Promise.resolve(Date.now() - started > 3_000));
      expect(asked('ReceiveMessage')).toBe(0);
      expect(await metric(one, 'waybill_intake_messages_received_total')).toBe(0);
      expect(queue.messages.map(({ received }) => received)).toEqual(bodies.map(() => 0));
    } finally {
      await jobs.resume();
      producers.close();
    }
    await expectUploaded(system, file);
    await emptied();
  });

  it('keeps what it cannot read as dead letters, and deletes it', async () => {
    const { file, bodies } = await declareWithEvents(system, 1);
    const good = (JSON.parse(bodies[0] ?? '') as { Records: unknown[] }).Records[0];
    sendAll(['no JSON at all', '{"hello":"world"}', JSON.stringify({ Records: [null, good] })]);
    await processor();
    await expectUploaded(system, file);
    await emptied();
    const kept = await letters('sqs');
    expect(kept.map(({ body }) => body).sort()).toEqual([
      'no JSON at all',
      'null',
      '{"hello":"world"}',
    ]);
    expect(new Set(kept.map(({ reason }) => reason))).toEqual(new Set(['unparsable']));
  });

  it('ends within a moment while it waits for messages', async () => {
    const one = await processor();
    await untilPolled();
    const started = Date.now();
    expect(await one.stop('SIGTERM')).toBe(0);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('survives SQS being away, stays ready, and says so once', async () => {
    const { file, bodies } = await declareWithEvents(system, 2);
    sqs.hooks = {
      before: () => {
        throw new Error('away');
      },
    };
    const one = await processor();
    await waitUntil(
      'failures',
      async () => (await metric(one, 'waybill_intake_failures_total')) >= 3,
    );
    expect((await fetch(`${one.url}/health/ready`)).status).toBe(200);
    expect(one.log.match(/the intake fails/gu)).toHaveLength(1);
    sendAll(bodies);
    sqs.hooks = {};
    await expectUploaded(system, file);
  });

  it('shares a queue with other processors, through kills, and loses no message', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => declareWithEvents(system, 60)));
    const ids = sendAll(made.flatMap(({ bodies }) => bodies));
    const victims = await Promise.all([processor(), processor(), processor()]);
    await waitUntil('some to be deleted', () => Promise.resolve(queue.deleted.length > 20));
    await victims[0]?.stop('SIGKILL');
    await victims[1]?.stop('SIGTERM');
    await processor();
    await emptied();
    for (const { file } of made) await expectUploaded(system, file);
    expect([...queue.deleted].sort()).toEqual([...ids].sort());
    const rows = await system.database.query<{ wrong: string }>(
      `SELECT count(*) AS wrong FROM files f WHERE f.uploaded_chunks <>
         (SELECT count(*) FROM file_chunks c WHERE c.file_id = f.id AND c.status = 'uploaded')`,
    );
    expect(rows).toEqual([{ wrong: '0' }]);
  });
});
