import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { FileBody } from '@waybill/contracts';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

describe('the end of the process', () => {
  it('ends streams with a word about coming back, and answers who waits', async () => {
    const api = await ApiUnderTest.start();
    const caller = api.caller();
    const { body } = await caller.call<FileBody>('POST', '/v1/files', { name: 'a', size: 1 });
    await api.arrive(body.id, [{ number: 1, size: 1, etag: 'e' }]);
    const stream = await fetch(`${api.url}/v1/events`, {
      headers: { authorization: `Bearer ${api.tenantKey}` },
    });
    const text = stream.text();
    const waiting = caller.call<FileBody>('POST', `/v1/files/${body.id}/complete`, undefined, {
      prefer: 'wait=60',
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    // Load balancers and browsers open connections in advance.
    const silent = connect(Number(new URL(api.url).port), '127.0.0.1');
    await once(silent, 'connect');
    const started = Date.now();
    await api.stop();
    expect(Date.now() - started).toBeLessThan(8_000);
    expect(await text).toMatch(/retry: \d+\n\n$/u);
    const answer = await waiting;
    expect([answer.status, answer.body.status]).toEqual([202, 'completing']);
  });
});
