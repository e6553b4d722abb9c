import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { ReplySink } from './reply-sink.js';

/** More than the two kernels between server and client take in. */
const PLENTY = 'x'.repeat(16 * 1024 * 1024);
const MAX = 32 * 1024 * 1024;

describe('ReplySink', () => {
  let server: Server;
  let client: Socket;

  afterEach(() => {
    client?.destroy();
    server?.close();
  });

  /** A client that has asked, and reads nothing of the answer. */
  async function start(maxBuffered: number, stalledAfterMs: number) {
    let response: ServerResponse | undefined;
    server = createServer((_, answer) => (response = answer)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.pause();
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(server, 'request');
    const reply = { raw: response, hijack: () => undefined, getHeaders: () => ({}) };
    const sink = new ReplySink(reply as unknown as FastifyReply, maxBuffered, stalledAfterMs);
    sink.open();
    const closed = new Promise<void>((resolve) => sink.onClose(resolve));
    return { sink, closed };
  }

  it('cuts off a client that is further behind than may be buffered, at once', async () => {
    const { sink, closed } = await start(1_024, 3_600_000);
    sink.write(PLENTY);
    await closed;
    expect(sink.closed).toBe(true);
  });

  it('cuts off a client that takes nothing for too long, however little waits', async () => {
    const { sink, closed } = await start(MAX, 200);
    sink.write(PLENTY);
    expect(sink.closed).toBe(false);
    await closed;
    await sink.drained();
    expect(sink.closed).toBe(true);
  });

  it('leaves alone a client that reads, slowly or not', async () => {
    const { sink } = await start(MAX, 2_000);
    let read = 0;
    client.on('data', (data) => (read += data.length)).resume();
    for (let n = 0; n < 3; n += 1) {
      sink.write(PLENTY);
      await sink.drained();
    }
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(sink.closed).toBe(false);
    expect(read).toBeGreaterThan(2 * PLENTY.length);
  });
});
