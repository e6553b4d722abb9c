import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileBody, Problem } from '@waybill/contracts';
import { ApiUnderTest, STORE_TOKEN } from '../../e2e/support/api-under-test.js';

const UNKNOWN = '019a9b0c-7f00-7000-8000-000000000001';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('hostile bodies', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await ApiUnderTest.start();
  });
  afterAll(() => api?.stop());

  const post = (path: string, body: string, headers: Record<string, string> = {}, key?: string) =>
    api.caller(key).call<Problem>('POST', path, body, { ...JSON_TYPE, ...headers });

  const deep = (head: string, piece: string) => head + piece.repeat(200_000);
  const urls = `/v1/files/${UNKNOWN}/chunks/urls`;

  it.each([
    ['/v1/files', deep('', '[')],
    ['/v1/files', deep('', '{"a":')],
    ['/v1/files', `{"metadata":${'['.repeat(33)}${']'.repeat(33)}}`],
    ['/v1/files', `{"chunks":[${'{},'.repeat(500_000)}{}]}`],
    ['/v1/files', `{"metadata":{${'"a":1,'.repeat(300)}"a":1}}`],
    ['/v1/files', `{"name":"${'x'.repeat(100_000)}"}`],
    [urls, `{"chunks":[${'{},'.repeat(100_000)}{}]}`],
    [urls, `{"numbers":[${'1,'.repeat(9_000)}1]}`],
    ['/v1/webhooks', `{"types":[${'1,'.repeat(2_000)}1]}`],
    [`/v1/files/${UNKNOWN}/complete`, '['.repeat(1_000)],
  ])('refuses at %s what is too deep or too much, before it is parsed', async (path, body) => {
    const answer = await post(path, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'body_too_complex']);
  });

  it.each([
    deep('{"Records":', '['),
    `{"Records":[${'['.repeat(5_000)}${']'.repeat(5_000)}]}`,
    `{"Records":[${'{},'.repeat(100_000)}{}]}`,
  ])('refuses events of such kind with 400, and keeps nothing of them', async (body) => {
    const before = await api.snapshot();
    const answer = await post('/v1/storage-events', body, {}, STORE_TOKEN);
    expect([answer.status, answer.body.code]).toEqual([400, 'body_too_complex']);
    expect(await api.snapshot()).toEqual(before);
  });

  it('keeps an SNS message whole whose inner JSON is too deep', async () => {
    const inner = `{"Records":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    // Inside of another record, where no signature is asked for.
    const body = JSON.stringify({ Type: 'Notification ', Message: inner });
    const answer = await post('/v1/storage-events', body, {}, STORE_TOKEN);
    expect(answer).toMatchObject({ status: 202, body: { queued: 0, deadLettered: 1 } });
  });

  it('keeps a body whole of whose records too many are of no use', async () => {
    const records = (count: number) =>
      JSON.stringify({ Records: Array.from({ length: count }, (_, index) => ({ index })) });
    const few = await post('/v1/storage-events', records(100), {}, STORE_TOKEN);
    expect(few).toMatchObject({ status: 202, body: { deadLettered: 100 } });
    const many = await post('/v1/storage-events', records(20_000), {}, STORE_TOKEN);
    expect(many).toMatchObject({ status: 202, body: { deadLettered: 1 } });
  });

  it('names the first faults of thousands', async () => {
    const bodies = [
      ['/v1/files', { name: 'a', size: 1, chunks: Array(10_000).fill({}) }],
      ['/v1/files', { name: 'a', size: 1, metadata: numbers(200) }],
      [urls, { chunks: Array(3_000).fill({ x: 1 }) }],
    ] as const;
    for (const [path, body] of bodies) {
      const answer = await post(path, JSON.stringify(body));
      expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
      expect(answer.body.errors).toHaveLength(10);
      expect(answer.body.errors?.[0]?.path).toMatch(/^(?:chunks|metadata)\./u);
    }
    const unknown = await post('/v1/files', JSON.stringify({ ...numbers(200), name: 'a' }));
    expect(unknown.status).toBe(422);
    expect(JSON.stringify(unknown.body).length).toBeLessThan(5_000);
  });

  it('looks at the length of a list before its elements', async () => {
    const answer = await post('/v1/files', `{"chunks":[${'7,'.repeat(20_000)}7]}`);
    const ofChunks = answer.body.errors?.filter(({ path }) => path.startsWith('chunks'));
    expect(ofChunks).toEqual([{ path: 'chunks', message: expect.stringContaining('10000') }]);
  });

  it('takes no compressed body', async () => {
    const answer = await post('/v1/files', '{}', { 'content-encoding': 'gzip' });
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('takes a file of 10,000 chunks with every digest, and a call for 1,000 of them', async () => {
    const size = 5 * 1024 * 1024;
    const chunks = Array.from({ length: 10_000 }, (_, index) => ({
      sha256: index.toString(16).padStart(64, '0'),
      md5: 'b'.repeat(32),
      size,
    }));
    const body = JSON.stringify({ name: 'a', size: 10_000 * size, chunks }, undefined, 2);
    const made = await api.caller().call<FileBody>('POST', '/v1/files', body, JSON_TYPE);
    expect([made.status, made.body.chunkCount]).toEqual([201, 10_000]);
    const asked = chunks
      .slice(0, 1_000)
      .map(({ sha256, md5 }, index) => ({ number: index + 1, sha256, md5 }));
    const call = JSON.stringify({ chunks: asked }, undefined, 8);
    const given = await post(`/v1/files/${made.body.id}/chunks/urls`, call);
    expect(given.status).toBe(200);
  });

  it('keeps metadata of any name, or says why not', async () => {
    const metadata = { constructor: 'a', prototype: 'b', toString: 'c', hasOwnProperty: 'd' };
    const body = JSON.stringify({ name: 'a', size: 1, metadata });
    const made = await api.caller().call<FileBody>('POST', '/v1/files', body, JSON_TYPE);
    expect(made).toMatchObject({ status: 201, body: { metadata } });
    const kept = await api.caller().call<FileBody>('GET', `/v1/files/${made.body.id}`);
    expect(Object.entries(kept.body.metadata).sort()).toEqual(Object.entries(metadata).sort());
    const refused = await post('/v1/files', '{"name":"a","size":1,"metadata":{"__proto__":"x"}}');
    expect([refused.status, refused.body.code]).toEqual([400, 'malformed_json']);
    expect(refused.body.detail).toContain('__proto__');
  });
});

function numbers(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));
}
