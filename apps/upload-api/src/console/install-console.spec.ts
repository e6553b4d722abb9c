import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { installConsole } from './install-console.js';

describe('the console’s files', () => {
  let root: string;
  let server: FastifyInstance;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'waybill-console-'));
    mkdirSync(join(root, 'assets'));
    for (const [name, text] of [
      ['index.html', 'plain'],
      ['index.html.br', 'small'],
      ['demo.html', 'demo'],
      ['assets/app-1.js', 'code'],
    ] as const) {
      writeFileSync(join(root, name), text);
    }
    server = fastify();
    await installConsole(server, { storeOrigin: 'https://store.test', demo: true, root });
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });

  it('begin with a page that runs our own code alone and sends to the store alone', async () => {
    const { body, headers } = await server.inject('/');
    expect(body).toBe('plain');
    expect(headers['content-type']).toContain('text/html');
    expect(headers['cache-control']).toBe('no-cache');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' https://store.test;");
    expect(policy).not.toContain('unsafe-inline');
  });

  it('go out compressed to whoever takes that', async () => {
    const { body, headers } = await server.inject({
      url: '/',
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(body).toBe('small');
    expect(headers['content-encoding']).toBe('br');
    expect(headers.vary).toBe('accept-encoding');
  });

  it('are kept for ever by name, and only where there is one', async () => {
    const { statusCode, headers } = await server.inject('/assets/app-1.js');
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const missing = await server.inject('/assets/app-2.js');
    expect(missing.statusCode).toBe(404);
    expect(missing.headers['cache-control']).toBeUndefined();
  });

  it.each(['/assets/..%2Findex.html', '/index.html', '/assets/'])(
    'do not answer %s',
    async (url) => {
      const { body, statusCode } = await server.inject(url);
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain('plain');
    },
  );

  it('have a demo of the upload component where that is wanted, under the same policy', async () => {
    const { body, headers } = await server.inject('/demo');
    expect(body).toBe('demo');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    const without = fastify();
    await installConsole(without, { storeOrigin: 'https://store.test', demo: false, root });
    expect((await without.inject('/demo')).statusCode).toBe(404);
    expect((await without.inject('/')).statusCode).toBe(200);
    await without.close();
  });

  it('are not there where nothing was built', async () => {
    const bare = fastify();
    await installConsole(bare, {
      storeOrigin: 'https://store.test',
      demo: true,
      root: join(root, 'none'),
    });
    expect((await bare.inject('/')).statusCode).toBe(404);
    await bare.close();
  });
});
