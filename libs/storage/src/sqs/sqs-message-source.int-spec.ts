import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StorageMessage } from '@waybill/domain';
import { SqsError, type SqsQueue, SqsServer, waitUntil } from '@waybill/testing';
import { storeFaultOf } from '../errors/map-store-error.js';
import { SqsMessageSource } from './sqs-message-source.js';

const NEVER = new AbortController().signal;

describe('SqsMessageSource', () => {
  let server: SqsServer;
  let queue: SqsQueue;
  const sources: SqsMessageSource[] = [];

  beforeEach(async () => {
    server = await SqsServer.start();
    queue = server.queue('events');
  });
  afterEach(async () => {
    for (const source of sources.splice(0)) await source.close();
    await server.close();
  });

  function source({ visibilityTimeout = 60, pollS = 1, requestTimeoutMs = 5_000 } = {}) {
    const config = {
      queueUrl: server.queueUrl('events'),
      endpoint: server.url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
      pollers: 1,
      visibilityTimeout,
      connectTimeoutMs: 1_000,
      requestTimeoutMs,
    };
    const made = new SqsMessageSource(config, pollS);
    sources.push(made);
    return made;
  }

  const bodies = (messages: readonly StorageMessage[]) => messages.map(({ body }) => body);
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('receives ten at most, and deletes what is done', async () => {
    for (let number = 1; number <= 12; number += 1) queue.send(`{"number":"${number} €"}`);
    const from = source();
    const first = await from.receive(NEVER);
    const rest = await from.receive(NEVER);
    expect([first.length, rest.length]).toEqual([10, 2]);
    expect(bodies(first)[0]).toBe('{"number":"1 €"}');
    await from.done([...first, ...rest]);
    expect(queue.messages).toEqual([]);
    expect(queue.deleted).toHaveLength(12);
  });

  it('makes several calls at once while messages lie there, and one that waits when they do not', async () => {
    for (let number = 1; number <= 43; number += 1) queue.send(String(number));
    const from = source();
    const counts = [];
    for (let round = 1; round <= 4; round += 1) {
      const messages = await from.receive(NEVER);
      await from.done(messages);
      counts.push(messages.length);
    }
    expect(counts).toEqual([10, 33, 0, 0]);
    expect(queue.messages).toEqual([]);
    const polls = server.calls.map(({ input }) => input['WaitTimeSeconds']);
    expect(polls.filter((seconds) => seconds === 1)).toHaveLength(2);
    expect(polls.filter((seconds) => seconds === 0)).toHaveLength(10);
  });

  it('keeps what came beside a call that failed', async () => {
    for (let number = 1; number <= 25; number += 1) queue.send(String(number));
    const from = source();
    const first = await from.receive(NEVER);
    let calls = 0;
    server.hooks = {
      before: () => {
        calls += 1;
        if (calls % 2 === 0) throw new SqsError('AccessDenied');
      },
    };
    const second = await from.receive(NEVER);
    server.hooks = {};
    expect(new Set(bodies([...first, ...second])).size).toBe(25);
  });

  it('asks for the longest poll unless told otherwise, and ends it when aborted', async () => {
    const stop = new AbortController();
    const from = new SqsMessageSource({
      queueUrl: server.queueUrl('events'),
      endpoint: server.url,
      region: 'r',
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
      pollers: 1,
      visibilityTimeout: 60,
      connectTimeoutMs: 1_000,
      requestTimeoutMs: 5_000,
    });
    sources.push(from);
    const started = Date.now();
    const received = from.receive(stop.signal);
    await waitUntil('the poll', () => Promise.resolve(server.count('ReceiveMessage') === 1));
    expect(server.calls[0]?.input).toMatchObject({ WaitTimeSeconds: 20, VisibilityTimeout: 60 });
    stop.abort();
    expect(await received).toEqual([]);
    expect(Date.now() - started).toBeLessThan(10_000);
    expect(await from.receive(stop.signal)).toEqual([]);
  });

  it('hands a message out again once its time is over, unless it was extended', async () => {
    const from = source({ visibilityTimeout: 2 });
    queue.send('a');
    const [first] = await from.receive(NEVER);
    expect(first).toBeDefined();
    const hiddenUntil = queue.messages[0]?.hiddenUntil ?? 0;
    await from.extend(first ? [first] : []);
    expect(queue.messages[0]?.hiddenUntil).toBeGreaterThan(hiddenUntil);

    const again = await waitUntil('the message again', async () => {
      const messages = await from.receive(NEVER);
      return messages.length > 0 && messages;
    });
    expect(bodies(again)).toEqual(['a']);
    expect(again[0]?.handle).not.toBe(first?.handle);
    // The old receipt deletes nothing: the message is somebody else's by now.
    await from.done(first ? [first] : []);
    expect(queue.messages).toHaveLength(1);
  });

  it('gives back what it releases', async () => {
    const from = source();
    queue.send('a');
    await from.release(await from.receive(NEVER));
    expect(bodies(await from.receive(NEVER))).toEqual(['a']);
    expect(queue.messages[0]?.received).toBe(2);
  });

  it('sends the entries of a batch again that failed through no fault of ours', async () => {
    for (const body of ['a', 'b', 'c']) queue.send(body);
    let faults = 2;
    queue.beforeDelete = ({ body }) => {
      if (body === 'b' && (faults -= 1) >= 0) throw new SqsError('InternalError', 'again', false);
    };
    const from = source();
    await from.done(await from.receive(NEVER));
    expect(queue.messages).toEqual([]);
    expect(server.calls.map(({ input }) => (input['Entries'] as unknown[])?.length)).toEqual([
      undefined,
      3,
      1,
      1,
    ]);
  });

  it('says which entry failed for good, and does all the others', async () => {
    for (let number = 1; number <= 11; number += 1) queue.send(String(number));
    const from = source();
    const messages = [...(await from.receive(NEVER)), ...(await from.receive(NEVER))];
    const error = await failure(from.done([{ body: '', handle: 'made up' }, ...messages]));
    expect(error).toMatchObject({ code: 'store_unavailable' });
    expect(storeFaultOf(error)?.code).toBe('ReceiptHandleIsInvalid');
    expect(queue.messages).toEqual([]);
  });

  it('is unavailable within its deadline where SQS does not answer', async () => {
    server.hooks = { before: () => new Promise<void>(() => undefined) };
    const from = source({ requestTimeoutMs: 300, pollS: 0 });
    const started = Date.now();
    const message = { body: '', handle: 'any' };
    for (const call of [from.receive(NEVER), from.done([message]), from.extend([message])])
      expect(await failure(call)).toMatchObject({ code: 'store_unavailable' });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('is unavailable where the queue is none', async () => {
    server.hooks = {
      before: () => {
        throw new SqsError('QueueDoesNotExist');
      },
    };
    const error = await failure(source().receive(NEVER));
    expect(storeFaultOf(error)).toMatchObject({ status: 400, retryable: false });
  });
});
