import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type * as Client from '@waybill/client';
import { downloadFile, System } from '@waybill/testing';
import { chromium, type Browser } from 'playwright-core';
import { bundle } from '../src/bundle.js';

/** Debian's own; `npm test` installs it. */
const CHROMIUM = '/usr/bin/chromium';

const SIZE = 9_000_000;

/** What the page is asked to do: to upload these bytes by the token that it was given, and no more. */
interface Wanted {
  readonly url: string;
  readonly token: string;
  readonly name: string;
  readonly size: number;
  readonly seed: number;
}

interface Said {
  readonly id?: string;
  readonly status?: string;
  readonly code?: string;
}

/** Runs in the page. */
async function upload({ url, token, name, size, seed }: Wanted): Promise<Said> {
  const { WaybillClient } = (globalThis as unknown as { waybill: typeof Client }).waybill;
  const client = new WaybillClient({ url, credential: token, retry: { retries: 1 } });
  const bytes = new Uint8Array(size).map((_, index) => (index * 31 + seed) % 251);
  try {
    const file = new File([bytes], name, { type: 'image/png' });
    const { file: made } = await client.upload(file);
    return { id: made.id, status: made.status };
  } catch (error) {
    return { code: (error as { code?: string }).code ?? String(error) };
  }
}

const bytesOf = ({ size, seed }: Wanted) =>
  Uint8Array.from({ length: size }, (_, index) => (index * 31 + seed) % 251);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a page of another origin, with an upload token and nothing else', () => {
  let system: System;
  let browser: Browser;
  let folder: string;
  const sites: Server[] = [];
  let shop: string;
  let evil: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waybill-page-'));
    const script = join(folder, 'waybill.js');
    await bundle('browser', script, {
      stdin: {
        contents: "import * as waybill from '@waybill/client'; globalThis.waybill = waybill;",
        resolveDir: import.meta.dirname,
      },
    });
    const code = await readFile(script);
    [shop, evil] = await Promise.all([serve(code), serve(code)]);
    system = await System.start();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    for (const site of sites) site.close();
    await rm(folder, { recursive: true });
  });

  async function serve(code: Buffer): Promise<string> {
    const site = createServer(({ url }, response) => {
      const page = url === '/';
      response.setHeader('content-type', page ? 'text/html' : 'text/javascript');
      response.end(page ? '<script type="module" src="/waybill.js"></script>' : code);
    });
    sites.push(site);
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  }

  async function pageAt(origin: string) {
    const page = await browser.newPage();
    await page.goto(`${origin}/`);
    await page.waitForFunction('globalThis.waybill');
    return (wanted: Wanted) => page.evaluate(upload, wanted);
  }

  const make = async (policy: object) =>
    (
      await system.caller().call<{ token: string; id: string }>('POST', '/v1/upload-tokens', {
        origins: [shop],
        ...policy,
      })
    ).body;

  it.each(['own', 'none'])(
    'uploads what the token is for, and nothing more (it may watch: %s)',
    async (events) => {
      const { token, id } = await make({
        maxFiles: 1,
        maxFileSize: 10_000_000,
        contentTypes: ['image/*'],
        events,
      });
      const wanted = { url: system.api.url, token, name: 'a.png', size: SIZE, seed: 7 };
      const ask = await pageAt(shop);
      expect(await ask({ ...wanted, size: 10_000_001 })).toEqual({ code: 'file_too_large' });
      const said = await ask(wanted);
      expect(said.status).toBe('completed');
      const stored = await downloadFile(system.caller(), said.id ?? '');
      expect(sha256(new Uint8Array(await stored.arrayBuffer()))).toBe(sha256(bytesOf(wanted)));
      expect(await ask({ ...wanted, name: 'b.png' })).toEqual({ code: 'token_files_used_up' });
      const { body } = await system
        .caller()
        .call<{ used: object }>('GET', `/v1/upload-tokens/${id}`);
      expect(body.used).toEqual({ files: 1, bytes: SIZE });
    },
  );

  it('is refused where it is not of an origin that the token names', async () => {
    const { token } = await make({});
    const wanted = { url: system.api.url, token, name: 'a.png', size: 10, seed: 1 };
    // A browser says no more than that nothing came.
    expect(await (await pageAt(evil))(wanted)).toEqual({ code: 'connection_failed' });
    // Nor does it help that another token names the origin: a call is held to its own.
    const rival = evil.replace('127.0.0.1', 'localhost');
    await make({ origins: [rival] });
    expect(await (await pageAt(rival))(wanted)).toEqual({ code: 'origin_not_allowed' });
    const { body } = await system
      .caller()
      .call<{ items: { name: string; size: number }[] }>('GET', '/v1/files');
    expect(body.items.filter(({ size }) => size === 10)).toEqual([]);
  });
});
