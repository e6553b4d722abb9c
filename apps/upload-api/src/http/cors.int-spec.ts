import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

const ORIGIN = 'https://app.example.com';

describe('CORS', () => {
  let api: ApiUnderTest;
  let closed: { url: string; stop: () => Promise<void> };
  beforeAll(async () => {
    api = await ApiUnderTest.start({ WAYBILL_CORS_ORIGINS: `${ORIGIN},http://localhost:5173` });
    closed = await api.startReplica({ WAYBILL_CORS_ORIGINS: '' });
  });
  afterAll(async () => {
    await closed?.stop();
    await api?.stop();
  });

  const preflight = (origin: string, url = api.url) =>
    fetch(`${url}/v1/files`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,idempotency-key',
      },
    });

  it('answers the preflight of an origin that is named, without a key', async () => {
    const { status, headers } = await preflight(ORIGIN);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(headers.get('access-control-allow-methods')).toContain('DELETE');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('Origin');
  });

  it.each(['https://evil.example', `${ORIGIN}.evil.example`, 'http://app.example.com', 'null'])(
    'allows %p nothing',
    async (origin) => {
      const asked = await preflight(origin);
      const called = await fetch(`${api.url}/v1/files`, {
        headers: { origin, authorization: `Bearer ${api.tenantKey}` },
      });
      for (const { headers } of [asked, called]) {
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );

  it('lets the page read answers, problems and streams too, and the headers that it needs', async () => {
    const key = { authorization: `Bearer ${api.tenantKey}` };
    for (const [path, headers, status] of [
      ['/v1/files', key, 200],
      ['/v1/files', {}, 401],
      ['/v1/nothing', key, 404],
      ['/v1/events', key, 200],
    ] as const) {
      const answer = await fetch(api.url + path, { headers: { origin: ORIGIN, ...headers } });
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      const exposed = answer.headers.get('access-control-expose-headers');
      for (const name of ['x-request-id', 'retry-after', 'location']) {
        expect(exposed).toContain(name);
      }
      await answer.body?.cancel();
    }
  });

  it('leaves a wrong method what it was', async () => {
    const answer = await fetch(`${api.url}/v1/files`, { method: 'PUT' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('says nothing where no origin is named', async () => {
    const asked = await preflight(ORIGIN, closed.url);
    expect(asked.status).toBe(405);
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });
});
