import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AddressPolicy } from '@waybill/domain';
import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EndpointSettings } from '../platform/settings.js';
import { WebhookCaller } from './webhook-caller.js';

const LOOPBACK = new AddressPolicy(['127.0.0.0/8']);
const never = new AbortController().signal;

describe('WebhookCaller', () => {
  let server: Server;
  let port: number;
  let answer: RequestListener;
  let requests: number;
  const callers: WebhookCaller[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests += 1;
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    for (const caller of callers.splice(0)) caller.close();
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  function call(options: Partial<EndpointSettings> = {}, url = `http://127.0.0.1:${port}/hook`) {
    requests = 0;
    const caller = new WebhookCaller({
      addresses: LOOPBACK,
      allowHttp: true,
      timeoutMs: 5_000,
      ...options,
    });
    callers.push(caller);
    return caller.call({ url, headers: { 'x-a': 'b' }, body: '{"ü":1}' }, never);
  }

  /** In place of DNS: each look-up gets the next of these answers, the last one for good. */
  function names(...answers: string[][]) {
    const asked: string[] = [];
    const resolve: EndpointSettings['resolve'] = (hostname, _options, callback) => {
      const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(hostname);
      const found = addresses.map((address): LookupAddress => {
        return { address, family: address.includes(':') ? 6 : 4 };
      });
      setImmediate(() => callback(null, found));
    };
    return { asked, resolve };
  }

  it('sends the body as it is, and tells what came back', async () => {
    let body = '';
    answer = (request, response) => {
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => {
        response.writeHead(429, { 'retry-after': '7', 'x-seen': request.headers['x-a'] });
        response.end('slow down');
      });
    };
    expect(await call()).toEqual({ statusCode: 429, response: 'slow down', retryAfter: 7 });
    expect(body).toBe('{"ü":1}');
  });

  it('follows no redirect', async () => {
    answer = (_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
    };
    expect(await call()).toMatchObject({ statusCode: 307 });
    expect(requests).toBe(1);
  });

  it('reads 1 KiB of an endless answer', async () => {
    answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(4_096)));
        response.once('drain', more);
      };
      more();
    };
    const result = await call();
    expect(result).toMatchObject({ statusCode: 200, response: 'x'.repeat(1_024) });
  });

  it('ends at the deadline where nothing comes, or a body that never ends', async () => {
    answer = () => undefined;
    expect(await call({ timeoutMs: 200 })).toEqual({
      error: 'no answer within 0.2 s',
      retryAfter: 0,
    });
    answer = (_, response) => void response.writeHead(200).write('be');
    expect(await call({ timeoutMs: 200 })).toMatchObject({ statusCode: 200, response: 'be' });
  });

  it('tells of a broken connection by its code, without any address', async () => {
    answer = (request) => request.socket.resetAndDestroy();
    expect((await call()).error).toBe('the connection failed: ECONNRESET');
    const refused = await call({}, 'http://127.0.0.1:1/');
    expect(refused.error).toBe('the connection failed: ECONNREFUSED');
  });

  it('is interrupted by its signal alone', async () => {
    answer = () => undefined;
    const ending = new AbortController();
    const caller = new WebhookCaller({ addresses: LOOPBACK, allowHttp: true, timeoutMs: 60_000 });
    callers.push(caller);
    const url = `http://127.0.0.1:${port}/`;
    const called = caller.call({ url, headers: {}, body: '' }, ending.signal);
    setTimeout(() => ending.abort(new Error('the end')), 50);
    await expect(called).rejects.toThrow('the end');
  });

  describe('keeps to public addresses', () => {
    const strict = { addresses: new AddressPolicy() };
    const REFUSED = 'The address is not one that webhooks may be sent to.';

    beforeAll(() => {
      answer = (_, response) => response.end();
    });

    it('in place of a name', async () => {
      for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost', '0x7f.1']) {
        expect((await call(strict, `http://${host}:${port}/`)).error).toBe(REFUSED);
      }
      expect(requests).toBe(0);
    });

    it('behind a name, even one among public ones', async () => {
      for (const found of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
        const { resolve } = names(found);
        const url = `http://hook.example:${port}/`;
        expect((await call({ ...strict, resolve }, url)).error).toBe(REFUSED);
      }
      expect(requests).toBe(0);
    });

    it('of a name that was public when it was looked up before (DNS rebinding)', async () => {
      const { asked, resolve } = names(['8.8.8.8'], ['127.0.0.1']);
      // Somebody checks the name first, as a filter before the connection would.
      await new Promise((done) => resolve?.('hook.example', { all: true }, done));
      const result = await call({ ...strict, resolve }, `http://hook.example:${port}/`);
      expect(result.error).toBe(REFUSED);
      expect(asked).toHaveLength(2);
      expect(requests).toBe(0);
    });

    it('and connects to what it has checked, with one look-up', async () => {
      const { asked, resolve } = names(['127.0.0.1'], ['10.0.0.1']);
      answer = (_, response) => response.end('ok');
      const result = await call({ resolve }, `http://hook.example:${port}/`);
      expect(result).toMatchObject({ statusCode: 200, response: 'ok' });
      expect(asked).toEqual(['hook.example']);
    });

    it('and to https unless http is allowed', async () => {
      expect((await call({ allowHttp: false })).error).toBe('Only https is allowed.');
      expect(requests).toBe(0);
    });
  });
});
