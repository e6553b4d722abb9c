import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATIONS, problemCodes } from '@waybill/contracts/openapi';
import { ERROR_CODES } from '@waybill/domain';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

describe('the documentation', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api?.stop());

  it('has every route, and no other', () => {
    const routes = api.routes
      .list()
      // Pages for people, and what they are made of.
      .filter((route) => !route.startsWith('HEAD ') && !/ \/(docs|assets|$)/u.test(route))
      .map((route) => route.replace(/:(\w+)/gu, '{$1}'));
    const documented = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect([...routes].sort()).toEqual([...documented].sort());
  });

  it('is OpenAPI 3.1 with every error code in it, and examples', async () => {
    const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
      openapi: string;
      info: { description: string };
      'x-error-codes': { code: string }[];
      paths: Record<string, Record<string, { operationId: string; responses: object }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    for (const code of Object.keys(ERROR_CODES)) {
      expect(document.info.description).toContain(`\`${code}\``);
    }
    expect(document['x-error-codes']).toHaveLength(Object.keys(ERROR_CODES).length);
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(OPERATIONS.length);
  });

  it('names no error code that there is not', () => {
    const unknown = OPERATIONS.flatMap(problemCodes).filter((code) => !(code in ERROR_CODES));
    expect(unknown).toEqual([]);
  });

  it('is a page that needs nothing from elsewhere', async () => {
    const page = await fetch(`${api.url}/docs/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("'self'");
    const html = await page.text();
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/gu)].map((match) => match[1] ?? '');
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      expect(source).not.toMatch(/^(https?:)?\/\//u);
      expect((await fetch(new URL(source, `${api.url}/docs/`))).status).toBe(200);
    }
    expect((await fetch(`${api.url}/docs/json`)).status).toBe(200);
  });

  it('counts answers by the template of their route', async () => {
    await api.caller().call('GET', '/v1/files/019a9b0c-7f00-7000-8000-000000000001');
    await api.caller().call('GET', '/v1/nothing/at/all');
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toMatch(
      /waybill_http_requests_total\{method="GET",route="\/v1\/files\/:id",status="404"\} 1/u,
    );
    expect(metrics).toMatch(/route="unmatched",status="404"/u);
    expect(metrics).toContain('waybill_event_streams 0');
    expect(metrics).not.toContain('019a9b0c');
  });

  it('bears headers of a careful API', async () => {
    const response = await fetch(`${api.url}/v1/files`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});
