import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUnderTest, STORE_TOKEN } from '../../e2e/support/api-under-test.js';
import { generateKey } from '../auth/api-key.js';

const MIB = 1024 * 1024;

describe('answers before the body', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api?.stop());

  /** A connection that says what it was answered. */
  class Connection {
    text = '';
    closed = false;
    failure: Error | undefined;
    readonly gone: Promise<void>;

    private constructor(readonly socket: Socket) {
      socket.on('data', (data) => (this.text += data.toString()));
      socket.on('error', (error) => (this.failure = error));
      this.gone = new Promise((resolve) => {
        socket.on('close', () => {
          this.closed = true;
          resolve();
        });
      });
    }

    static async open(): Promise<Connection> {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      await once(socket, 'connect');
      return new Connection(socket);
    }

    head(path: string, ...headers: string[]): void {
      const lines = [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: application/json'];
      this.socket.write(`${[...lines, ...headers].join('\r\n')}\r\n\r\n`);
    }

    async answers(count = 1): Promise<number[]> {
      const statuses = () =>
        [...this.text.matchAll(/HTTP\/1\.1 (\d+)/gu)].map(([, status]) => Number(status));
      while (statuses().length < count && !this.closed) {
        await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')]);
      }
      return statuses();
    }
  }

  /** Each with the answer that its head alone deserves. */
  const heads = (): [number, string, string?][] => [
    [401, '/v1/files'],
    [401, '/v1/files', `Authorization: Bearer ${generateKey('tenant')}`],
    [401, `/v1/files/${generateKey('tenant')}/chunks/urls`],
    [403, '/v1/files', `Authorization: Bearer ${api.adminKey}`],
    [403, '/v1/admin/keys', `Authorization: Bearer ${api.tenantKey}`],
    [401, '/v1/storage-events'],
    [401, '/v1/storage-events', `Authorization: Bearer ${api.tenantKey}`],
    [404, '/v1/nothing', `Authorization: Bearer ${api.tenantKey}`],
    [405, '/v1/events', `Authorization: Bearer ${api.tenantKey}`],
    [405, '/docs', 'X-Odd: 1'],
  ];

  it('refuses whoever may not call without waiting for a byte of the body', async () => {
    for (const [status, path, ...headers] of heads()) {
      const connection = await Connection.open();
      connection.head(path, 'Content-Length: 4000000', ...headers.filter((it) => it !== undefined));
      expect([path, await connection.answers()]).toEqual([path, [status]]);
      connection.socket.destroy();
    }
  });

  it.each([
    ['/v1/files', 4 * MIB],
    ['/v1/files/x/chunks/urls', 512 * 1024],
    ['/v1/files/x/complete', 64 * 1024],
    ['/v1/webhooks', 64 * 1024],
  ])('takes at %s no body of more than %i bytes, and says so at once', async (path, limit) => {
    const connection = await Connection.open();
    const authorization = `Authorization: Bearer ${api.tenantKey}`;
    connection.head(path, `Content-Length: ${limit + 1}`, authorization);
    expect(await connection.answers()).toEqual([413]);
    connection.socket.destroy();
  });

  it('answers 413 to a client that sends on, and takes its next request', async () => {
    const connection = await Connection.open();
    const authorization = `Authorization: Bearer ${api.tenantKey}`;
    connection.head('/v1/files', `Content-Length: ${16 * MIB}`, authorization);
    for (let sent = 0; sent < 16; sent += 1) {
      if (!connection.socket.write(Buffer.alloc(MIB, 0x20))) await once(connection.socket, 'drain');
    }
    expect(await connection.answers()).toEqual([413]);
    connection.socket.write(
      `GET /v1/files HTTP/1.1\r\nHost: x\r\n${authorization}\r\nConnection: close\r\n\r\n`,
    );
    expect(await connection.answers(2)).toEqual([413, 200]);
    expect(connection.failure).toBeUndefined();
  });

  it('answers 413 to a body in pieces that has become too long', async () => {
    const connection = await Connection.open();
    const authorization = `Authorization: Bearer ${api.tenantKey}`;
    connection.head('/v1/files', 'Transfer-Encoding: chunked', authorization);
    const piece = `100000\r\n${' '.repeat(MIB)}\r\n`;
    for (let sent = 0; sent < 12; sent += 1) {
      if (!connection.socket.write(piece)) await once(connection.socket, 'drain');
    }
    connection.socket.write('0\r\n\r\n');
    expect(await connection.answers()).toEqual([413]);
    expect(connection.failure).toBeUndefined();
  });

  it('ends a connection whose rest has no end', async () => {
    const connection = await Connection.open();
    connection.head('/v1/files', 'Content-Length: 100000000000');
    expect(await connection.answers()).toEqual([401]);
    const pour = () => {
      while (!connection.closed && connection.socket.write(Buffer.alloc(MIB)));
    };
    connection.socket.on('drain', pour);
    pour();
    await connection.gone;
  });

  it('answers 413 to fetch', async () => {
    const response = await fetch(`${api.url}/v1/storage-events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${STORE_TOKEN}` },
      body: Buffer.alloc(8 * MIB, 0x20),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'body_too_large' });
  });
});
