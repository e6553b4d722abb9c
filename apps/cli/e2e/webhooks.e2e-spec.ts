import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { System, waitUntil } from '@waybill/testing';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../bin/waybill.js', import.meta.url));

describe('waybill webhooks', () => {
  let system: System;
  let receiver: Server;
  const received: string[] = [];

  beforeAll(async () => {
    system = await System.start({ notifications: 'off' });
    receiver = createServer((request, response) => {
      received.push(String(request.headers['webhook-id']));
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    receiver?.close();
    await system?.stop();
  });

  const waybill = async (...args: string[]) => {
    const { stdout } = await run(CLI, ['webhooks', ...args], {
      env: {
        PATH: process.env['PATH'],
        WAYBILL_URL: system.api.url,
        WAYBILL_API_KEY: system.apiKey,
      },
    });
    return stdout.trim();
  };
  const json = async (...args: string[]): Promise<unknown> =>
    JSON.parse(await waybill(...args)) as unknown;

  it('makes, tries, pauses, resumes, rotates, reads and deletes them', async () => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const secret = await waybill('create', url, '--type', 'file.completed', 'file.failed');
    expect(secret).toMatch(/^whsec_\S+$/u);
    const [webhook] = (await json('list', '--json')) as { id: string }[];
    expect(webhook).toMatchObject({ url, types: ['file.completed', 'file.failed'] });
    const id = webhook?.id ?? '';

    await waybill('pause', id);
    expect(await waybill('list')).toContain('paused (requested)');
    await waybill('resume', id);
    expect(await json('show', id)).toMatchObject({ status: 'active' });
    const rotated = await waybill('rotate-secret', id, '--overlap', '2h');
    expect(rotated).toMatch(/^whsec_\S+$/u);
    expect(rotated).not.toBe(secret);

    await waybill('test', id);
    await waitUntil('the test to come', () => Promise.resolve(received.length === 1));
    const [delivery = ''] = received;
    await waitUntil('the delivery to be settled', async () =>
      (await waybill('deliveries', id, '--status', 'delivered')).includes(delivery),
    );
    expect(await json('deliveries', id, delivery)).toMatchObject({
      type: 'webhook.test',
      log: [{ number: 1, statusCode: 204 }],
    });
    await waybill('redeliver', id, delivery);
    await waitUntil('the test to come again', () => Promise.resolve(received.length === 2));
    expect(received).toEqual([delivery, delivery]);

    await waybill('delete', id);
    await expect(waybill('show', id)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('webhook_not_found') as unknown,
    });
  });

  it('says what is wrong with a URL', async () => {
    await expect(waybill('create', 'https://10.0.0.1/')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('webhook_url_refused') as unknown,
    });
    await expect(waybill('create', 'nonsense')).rejects.toMatchObject({ code: 2 });
  });
});
