import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '@waybill/testing';
import { TEST_CERTIFICATE, TEST_KEY } from '../../../e2e/support/test-certificate.js';
import { HttpsGetter } from './https-getter.js';

const SNS = 'sns.us-east-1.amazonaws.com';

describe('HttpsGetter', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function start(
    listener: RequestListener,
    options: { trusts?: boolean; deadlineMs?: number } = {},
  ) {
    const requests: string[] = [];
    const started = createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (request, response) => {
      requests.push(`${request.method} ${request.headers.host}${request.url}`);
      listener(request, response);
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const { port } = started.address() as AddressInfo;
    const getter = new HttpsGetter({
      deadlineMs: options.deadlineMs ?? 20_000,
      maxBytes: 1_000,
      connection: {
        port,
        lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
        ...(options.trusts !== false && { ca: TEST_CERTIFICATE }),
      },
    });
    return { get: (path = '/a.pem') => getter.get(new URL(`https://${SNS}${path}`)), requests };
  }

  it('fetches by TLS what there is', async () => {
    const { get, requests } = await start((_, response) => response.end('é'.repeat(500)));
    expect(await get('/a.pem?b=c')).toEqual({ status: 200, body: 'é'.repeat(500) });
    expect(requests).toEqual([
      expect.stringMatching(/^GET sns\.us-east-1\.amazonaws\.com(:\d+)?\/a\.pem\?b=c$/u),
    ]);
  });

  it('does not follow redirects', async () => {
    const { get, requests } = await start((_, response) =>
      response.writeHead(302, { location: '/elsewhere.pem' }).end(),
    );
    expect(await get()).toEqual({ status: 302, body: '' });
    expect(requests).toHaveLength(1);
  });

  it('talks to nobody whose certificate it does not trust', async () => {
    const { get, requests } = await start((_, response) => response.end('x'), { trusts: false });
    await expect(get()).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED/u) });
    expect(requests).toEqual([]);
  });

  it('breaks off when there is too much, and waits for no end', async () => {
    let closed = false;
    const { get } = await start((_, response) => {
      response.on('close', () => (closed = true));
      response.write('x'.repeat(1_001));
    });
    await expect(get()).rejects.toThrow('More than 1000 bytes');
    await waitUntil('the connection is closed', () => Promise.resolve(closed));
  });

  it.each<[string, RequestListener]>([
    ['answers nothing', () => undefined],
    ['answers half', (_, response) => void response.writeHead(200).write('half')],
    [
      'dribbles',
      (_, response) => {
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('gives up in time on a server that %s', async (_, listener) => {
    const { get } = await start(listener, { deadlineMs: 500 });
    const began = performance.now();
    await expect(get()).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('fails where a connection breaks in the middle', async () => {
    const { get } = await start((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(get()).rejects.toThrow();
  });
});
