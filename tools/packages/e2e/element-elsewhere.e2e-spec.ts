import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { downloadFile, stackEnvironment, StoreProxy, System } from '@waybill/testing';
import type { Page } from 'playwright-core';
import { HostPage } from './support/host-page.js';

const MOST = 10_000_000;
const PATIENT = { timeout: 60_000 };

describe('<waybill-upload> on a page of another origin, with a token for one file of 10 MB', () => {
  let system: System;
  let proxy: StoreProxy;
  let host: HostPage;

  beforeAll(async () => {
    proxy = await StoreProxy.to(stackEnvironment().s3.endpoint);
    system = await System.start({ env: { S3_ENDPOINT: proxy.url } });
    host = await HostPage.start();
  });
  afterAll(async () => {
    await host.stop();
    await system.stop();
    proxy.close();
  });

  const newToken = async (): Promise<{ token: string; id: string }> => {
    const policy = { maxFiles: 1, maxFileSize: MOST, origins: [host.origin()], expiresIn: 600 };
    const made = await system
      .caller()
      .call<{ token: string; id: string }>('POST', '/v1/upload-tokens', policy);
    expect(made.status).toBe(201);
    return made.body;
  };
  const add = async (page: Page, name: string, buffer: Buffer) => {
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await chosen).setFiles([{ name, mimeType: 'application/octet-stream', buffer }]);
  };
  const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

  it('sends that file, and no other', async () => {
    const { token } = await newToken();
    const page = await host.open(system.api.url, token);
    const bytes = randomBytes(MOST);
    await add(page, 'one.bin', bytes);
    await row(page, 'one.bin').getByText('Complete', { exact: true }).waitFor(PATIENT);
    const [file] = await page.evaluate<{ fileId: string }[]>(
      "document.querySelector('waybill-upload').files",
    );
    const stored = await downloadFile(system.caller(), file?.fileId ?? '');
    const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    expect(sha256(new Uint8Array(await stored.arrayBuffer()))).toBe(sha256(bytes));
    await add(page, 'two.bin', randomBytes(10));
    await row(page, 'two.bin')
      .getByText('As many files were sent as are allowed.')
      .waitFor(PATIENT);
    await page.close();
  });

  it('takes no larger one', async () => {
    const page = await host.open(system.api.url, (await newToken()).token);
    await add(page, 'large.bin', randomBytes(MOST + 1));
    await row(page, 'large.bin').getByText('This file is larger than is allowed.').waitFor(PATIENT);
    await page.close();
  });

  it('does nothing else by it', async () => {
    const { token } = await newToken();
    const other = await system.caller().call<{ id: string }>('POST', '/v1/files', {
      name: 'not theirs',
      size: 5,
    });
    const page = await host.open(system.api.url, token);
    const status = (method: string, path: string, body?: unknown) =>
      page.evaluate(async ([url, init]) => (await fetch(url, init)).status, [
        system.api.url + path,
        {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
      ] as const);
    expect(await status('GET', '/v1/files')).toBe(403);
    expect(await status('GET', '/v1/usage')).toBe(403);
    expect(await status('GET', '/v1/events')).toBe(403);
    expect(await status('POST', '/v1/upload-tokens', { expiresIn: 60 })).toBe(403);
    expect(await status('POST', '/v1/webhooks', { url: 'https://example.com' })).toBe(403);
    expect(await status('GET', `/v1/files/${other.body.id}`)).toBe(404);
    expect(await status('POST', `/v1/files/${other.body.id}/chunks/urls`, { numbers: [1] })).toBe(
      404,
    );
    expect(await status('DELETE', `/v1/files/${other.body.id}`)).toBe(404);
    await page.close();
  });

  it('does nothing on a page of a third origin', async () => {
    const { token } = await newToken();
    const page = await host.open(system.api.url, token, host.origin('localhost'));
    await add(page, 'stolen.bin', randomBytes(10));
    // The browser does not let such a page read why.
    await row(page, 'stolen.bin').getByText('Waits: the server does not answer').waitFor(PATIENT);
    await page.close();
    const made = await system.caller().call<{ items: { name: string }[] }>('GET', '/v1/files');
    expect(made.body.items.map(({ name }) => name)).not.toContain('stolen.bin');
  });

  it('says so when the token is withdrawn in the middle', async () => {
    const first = await newToken();
    const page = await host.open(system.api.url, first.token);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    proxy.hooks = {
      hold: ({ operation }) => (/^(?:PutObject|UploadPart)$/u.test(operation) ? held : undefined),
    };
    await add(page, 'slow.bin', randomBytes(MOST));
    await row(page, 'slow.bin').getByText('Sending').waitFor(PATIENT);
    const { status } = await system.caller().call('DELETE', `/v1/upload-tokens/${first.id}`);
    expect(status).toBe(204);
    // A replica remembers a token for a few seconds.
    await page.waitForTimeout(6_000);
    proxy.hooks = {};
    release();
    await row(page, 'slow.bin')
      .getByText('The permission to upload was withdrawn.')
      .waitFor(PATIENT);
    await page.close();
  });
});
