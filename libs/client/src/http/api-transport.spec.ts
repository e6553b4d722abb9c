import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WaybillAdminClient } from '../admin-client.js';
import { WaybillClient } from '../client.js';
import { problem } from '../testing/fake-routes.js';
import { FakeWaybill } from '../testing/fake-waybill.js';
import { retryAfterMilliseconds } from './problem.js';

const retry = { minTimeout: 1, maxTimeout: 5 };
const declaration = { name: 'a.bin', size: 10 };

describe('ApiTransport', () => {
  let fake: FakeWaybill;
  let client: WaybillClient;

  beforeEach(async () => {
    fake = await FakeWaybill.start();
    client = new WaybillClient({ url: fake.url, apiKey: 'key', retry });
  });
  afterEach(() => fake.close());

  it('bears its key, or else what a call by cookie has to bear', async () => {
    const headers: Headers[] = [];
    const watching: typeof fetch = (input, init) => {
      headers.push(new Headers(init?.headers));
      return fetch(input, { ...init, headers: { ...init?.headers, authorization: 'Bearer key' } });
    };
    await new WaybillClient({ url: fake.url, apiKey: 'one', fetch: watching }).listFiles();
    await new WaybillClient({ url: fake.url, fetch: watching }).listFiles();
    const [keyed, bare] = headers;
    expect([keyed?.get('authorization'), keyed?.get('x-waybill-session')]).toEqual([
      'Bearer one',
      null,
    ]);
    expect([bare?.get('authorization'), bare?.get('x-waybill-session')]).toEqual([null, '1']);
  });

  describe('a credential that is fetched', () => {
    /** Refuses each token but these. */
    const only = (good: () => string, bearers: string[]) =>
      new WaybillClient({
        url: fake.url,
        retry,
        credential: () => Promise.resolve(`token ${(fetched += 1)}`),
        fetch: (input, init) => {
          const bearer = new Headers(init?.headers).get('authorization') ?? '';
          bearers.push(bearer);
          if (bearer !== `Bearer ${good()}`) {
            const body = { code: 'unauthenticated', detail: 'It has ended.' };
            return Promise.resolve(Response.json(body, { status: 401 }));
          }
          return fetch(input, {
            ...init,
            headers: { ...init?.headers, authorization: 'Bearer key' },
          });
        },
      });
    let fetched = 0;
    beforeEach(() => {
      fetched = 0;
    });

    it('is fetched once for calls at the same time, and again when it has ended', async () => {
      const bearers: string[] = [];
      let good = 'token 1';
      const own = only(() => good, bearers);
      await Promise.all([own.listFiles(), own.listFiles(), own.usage().catch(() => undefined)]);
      expect(fetched).toBe(1);
      good = 'token 2';
      await Promise.all([own.listFiles(), own.listFiles()]);
      expect(fetched).toBe(2);
      expect(new Set(bearers)).toEqual(new Set(['Bearer token 1', 'Bearer token 2']));
    });

    it('is refused for good when the new one is refused as well', async () => {
      const bearers: string[] = [];
      const refused = only(() => 'no token', bearers).listFiles();
      await expect(refused).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
      expect(bearers).toEqual(['Bearer token 1', 'Bearer token 2']);
    });

    it('says so when there is none, and tries again where only the network failed', async () => {
      const none = new WaybillClient({
        url: fake.url,
        retry,
        credential: () => Promise.reject(new Error('nobody is signed in')),
      });
      await expect(none.listFiles()).rejects.toMatchObject({
        code: 'credential_unavailable',
        detail: expect.stringContaining('nobody is signed in') as unknown,
      });
      let tries = 0;
      const late = new WaybillClient({
        url: fake.url,
        retry,
        credential: () => {
          tries += 1;
          if (tries < 3) throw new TypeError('Failed to fetch');
          return 'key';
        },
      });
      expect((await late.listFiles()).items).toEqual([]);
      expect(tries).toBe(3);
    });
  });

  it('repeats after 503, and waits as long as Retry-After says', async () => {
    fake.fault({
      method: 'POST',
      path: /files$/u,
      act: (exchange) => {
        exchange.response.setHeader('retry-after', '1');
        problem(exchange, 503, 'database_unavailable', 'The database does not answer; try again.');
      },
    });
    const started = performance.now();
    const file = await client.createFile(declaration);
    expect(file.name).toBe('a.bin');
    expect(performance.now() - started).toBeGreaterThan(990);
  });

  it('makes one file even when the first answer is lost', async () => {
    fake.fault({
      method: 'POST',
      path: /files$/u,
      act: ({ fake, request, response }) => {
        const key = String(request.headers['idempotency-key']);
        fake.idempotencyKeys.set(key, 'known');
        response.destroy();
      },
    });
    await client.createFile(declaration);
    expect(fake.count('POST /v1/files')).toBe(2);
    // The second attempt bore the first one's key.
    expect(fake.idempotencyKeys.size).toBe(1);
  });

  it('tells the problem, with the request id', async () => {
    const error = client.getFile('019a9b0c-7f00-7000-8000-000000000001');
    await expect(error).rejects.toMatchObject({
      name: 'WaybillError',
      code: 'file_not_found',
      status: 404,
      detail: 'No such file for this key.',
      requestId: 'request-1',
    });
    expect(fake.requests).toHaveLength(1);
  });

  it('knows an answer that is not Waybill’s', async () => {
    fake.fault({
      method: 'GET',
      path: /files/u,
      act: ({ response }) => response.writeHead(404).end('<h1>nginx</h1>'),
    });
    await expect(client.listFiles()).rejects.toMatchObject({
      code: 'unexpected_response',
      status: 404,
    });
  });

  it('ends each call by its deadline', async () => {
    fake.fault({ method: 'GET', path: /files/u, times: 10, act: () => undefined });
    const hasty = new WaybillClient({
      url: fake.url,
      apiKey: 'key',
      timeout: 30,
      retry: { ...retry, retries: 1 },
    });
    await expect(hasty.listFiles()).rejects.toMatchObject({ code: 'timeout' });
    expect(fake.requests).toHaveLength(2);
  });

  it('passes the reason of the caller’s signal', async () => {
    fake.fault({ method: 'GET', path: /files/u, act: () => undefined });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(client.listFiles({ signal: controller.signal })).rejects.toThrow('enough');
  });

  it('says where nobody answers', async () => {
    await fake.close();
    const nowhere = new WaybillClient({
      url: fake.url,
      apiKey: 'key',
      retry: { ...retry, retries: 1 },
    });
    await expect(nowhere.listFiles()).rejects.toMatchObject({
      code: 'connection_failed',
      detail: expect.stringContaining('ECONNREFUSED') as unknown,
    });
  });

  it('does not make a second key when the answer to the first is lost', async () => {
    fake.fault({ method: 'POST', path: /keys/u, act: ({ response }) => response.destroy() });
    const admin = new WaybillAdminClient({ url: fake.url, apiKey: 'key', retry });
    await expect(admin.createKey({ tenant: 'acme' })).rejects.toMatchObject({
      code: 'connection_failed',
    });
    expect(fake.count('POST')).toBe(1);
  });

  it('walks every page', async () => {
    for (let number = 0; number < 5; number += 1) await client.createFile(declaration);
    const ids: string[] = [];
    for await (const file of client.files({ limit: 2 })) ids.push(file.id);
    expect(new Set(ids).size).toBe(5);
    expect(fake.count('GET')).toBe(3);
  });

  it('reads Retry-After in both its forms', () => {
    expect(retryAfterMilliseconds('2')).toBe(2_000);
    const date = new Date(Date.now() + 10_000).toUTCString();
    expect(retryAfterMilliseconds(date)).toBeGreaterThan(8_000);
    expect(retryAfterMilliseconds('soon')).toBeUndefined();
  });
});
