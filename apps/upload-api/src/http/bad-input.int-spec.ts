import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConfirmedChunksBody } from '@waybill/contracts';
import type { ApiCaller } from '@waybill/testing';
import { ApiUnderTest } from '../../e2e/support/api-under-test.js';

const MIB = 1024 * 1024;
const CHUNK = 5 * MIB;
const UNKNOWN = '019a9b0c-7f00-7000-8000-000000000001';
const ETAG = 'd41d8cd98f00b204e9800998ecf8427e';

interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

describe('bad input', () => {
  let api: ApiUnderTest;
  let caller: ApiCaller;
  let other: ApiCaller;

  beforeAll(async () => {
    api = await ApiUnderTest.start({ WAYBILL_MAX_FILE_SIZE: String(10_000 * CHUNK) });
    caller = api.caller();
    other = api.caller(api.otherTenantKey);
  });
  afterAll(() => api?.stop());

  /** Makes the call and sees that it is refused with this code, and that no row has changed. */
  async function refused(
    code: string,
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    by = caller,
  ): Promise<ProblemBody> {
    const before = await api.snapshot();
    const answer = await by.call<ProblemBody>(method, path, body, headers);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/u);
    expect(answer.headers.get('x-request-id')).toMatch(/./u);
    expect(answer.body).toMatchObject({
      type: `urn:waybill:problem:${code}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      instance: path.split('?', 1)[0],
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.[jt]s:\d+|node_modules|SELECT /u);
    expect(await api.snapshot()).toEqual(before);
    return answer.body;
  }

  async function newFile(body: Record<string, unknown> = {}): Promise<string> {
    const answer = await caller.call<{ id: string }>('POST', '/v1/files', {
      name: 'a.bin',
      size: 2 * CHUNK + 1,
      chunkSize: CHUNK,
      ...body,
    });
    expect(answer.status).toBe(201);
    return answer.body.id;
  }

  async function fileThatIs(status: string): Promise<string> {
    const id = await newFile();
    if (status === 'pending') return id;
    if (status === 'aborted' || status === 'expired') {
      await api.files.change({ fileId: id }, () => ({ status }));
      return id;
    }
    await api.arrive(id, [
      { number: 1, size: CHUNK, etag: ETAG },
      { number: 2, size: CHUNK, etag: ETAG },
      { number: 3, size: 1, etag: ETAG },
    ]);
    if (status === 'uploaded') return id;
    await api.files.change({ fileId: id }, () => ({ status: 'completing' }));
    if (status === 'completing') return id;
    if (status === 'failed') {
      const failure = { code: 'x', detail: 'It went wrong.' };
      await api.files.change({ fileId: id }, () => ({ status: 'failed', failure }));
      return id;
    }
    const location = { bucket: 'b', key: `files/${id}`, etag: 'e-3' };
    await api.files.change({ fileId: id }, () => ({ status: 'completed', location }));
    if (status === 'deleted') {
      await api.files.change({ fileId: id }, () => ({ status: 'deleted' }));
    }
    return id;
  }

  describe('of any call', () => {
    it('refuses what is no call', async () => {
      await refused('route_not_found', 404, 'GET', '/v1/nothing');
      await refused('route_not_found', 404, 'POST', '/nothing', {});
      await refused('method_not_allowed', 405, 'POST', '/', {});
      await refused('route_not_found', 404, 'GET', '/docs/nothing');
      await refused('method_not_allowed', 405, 'PUT', '/v1/files', {});
      await refused('method_not_allowed', 405, 'PATCH', `/v1/files/${UNKNOWN}`, {});
    });

    it('refuses JSON that is none', async () => {
      const json = { 'content-type': 'application/json' };
      for (const body of ['{', '{"name":', 'hello', '{"a":1}}', '{"__proto__":{"a":1}}']) {
        await refused('malformed_json', 400, 'POST', '/v1/files', body, json);
      }
    });

    it('refuses bytes that are no UTF-8', async () => {
      const response = await fetch(`${api.url}/v1/files`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${api.tenantKey}`,
          'content-type': 'application/json',
        },
        body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]),
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'malformed_json' });
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'nonsense'])(
      'refuses a body of type %s',
      async (type) => {
        const body = '{"name":"a","size":1}';
        const headers = { 'content-type': type };
        await refused('unsupported_media_type', 415, 'POST', '/v1/files', body, headers);
      },
    );

    it('refuses a body of 10 MB', async () => {
      const metadata = { a: 'x'.repeat(10_000_000) };
      await refused('body_too_large', 413, 'POST', '/v1/files', { name: 'a', size: 1, metadata });
    });

    it('refuses no body, and one that is no object', async () => {
      await refused('validation_failed', 422, 'POST', '/v1/files');
      for (const body of ['null', '[]', '1', '"x"']) {
        await refused('validation_failed', 422, 'POST', '/v1/files', body, {
          'content-type': 'application/json',
        });
      }
    });

    it.each([
      '/v1/files?limit=0',
      '/v1/files?limit=x',
      '/v1/files?limit=201',
      '/v1/files?status=no',
      '/v1/files?limit=1&limit=2',
    ])('refuses %s', async (path) => {
      const problem = await refused('validation_failed', 422, 'GET', path);
      expect(problem.errors?.[0]?.path).toMatch(/limit|status/u);
    });

    it('refuses cursors that no list gave out', async () => {
      const file = await newFile();
      const forged = (text: string) => Buffer.from(text).toString('base64url');
      for (const cursor of ['x', '%00', forged('files:x'), forged(`chunks:1`)]) {
        await refused('cursor_invalid', 400, 'GET', `/v1/files?cursor=${cursor}`);
      }
      await refused('cursor_invalid', 400, 'GET', `/v1/files/${file}/chunks?cursor=abc`);
      await refused('cursor_invalid', 400, 'GET', `/v1/files/${file}/journal?cursor=abc`);
    });
  });

  describe('of POST /v1/files', () => {
    const declare = (code: string, body: Record<string, unknown>, status = 422) =>
      refused(code, status, 'POST', '/v1/files', { name: 'a.bin', size: 10, ...body });

    it.each([
      ['size_invalid', -1],
      ['size_invalid', 1.5],
      ['size_too_large', 10_000 * CHUNK + 1],
      ['size_too_large', Number.MAX_SAFE_INTEGER],
      ['size_invalid', 1e300],
      ['validation_failed', '10'],
      ['validation_failed', null],
      ['validation_failed', [10]],
    ])('answers %s to a size of %p', async (code, size) => {
      const problem = await declare(code, { size });
      expect(problem.errors?.[0]?.path).toBe('size');
    });

    it('refuses a number that JavaScript cannot hold', async () => {
      const headers = { 'content-type': 'application/json' };
      const body = '{"name":"a","size":1e999}';
      await refused('validation_failed', 422, 'POST', '/v1/files', body, headers);
    });

    it.each([
      ['chunk_size_too_small', { chunkSize: CHUNK - 1 }],
      ['chunk_size_too_small', { chunkSize: 0 }],
      ['chunk_size_too_small', { chunkSize: -CHUNK }],
      ['chunk_size_too_small', { chunkSize: CHUNK + 0.5 }],
      ['chunk_size_too_large', { chunkSize: 5 * 1024 * MIB + 1 }],
      ['too_many_chunks', { size: 10_000 * CHUNK + 1, chunkSize: CHUNK }],
      ['name_empty', { name: '' }],
      ['name_empty', { name: '  ' }],
      ['name_too_long', { name: 'x'.repeat(5_000) }],
      ['name_is_path', { name: '../../x' }],
      ['name_is_path', { name: 'a\\b' }],
      ['name_is_path', { name: '..' }],
      ['name_unprintable', { name: 'a\0b' }],
      ['name_unprintable', { name: 'exe.\u202egpj' }],
      ['name_unprintable', { name: 'a\ud800b' }],
      ['validation_failed', { name: 7 }],
      ['validation_failed', { unknown: 1 }],
      ['validation_failed', { expiresIn: 59 }],
      ['validation_failed', { expiresIn: 30 * 86_400 + 1 }],
      ['validation_failed', { expiresIn: 60.5 }],
      ['validation_failed', { autoComplete: 'yes' }],
      ['strategy_not_applicable', { strategy: 'fast' }],
      ['strategy_not_applicable', { strategy: 'single', size: 2 * CHUNK, chunkSize: CHUNK }],
      ['fingerprint_invalid', { fingerprint: 'a'.repeat(64) }],
      ['fingerprint_invalid', { fingerprint: `${'a'.repeat(64)}-2` }],
      [
        'chunk_size_too_small',
        {
          size: 2 * CHUNK + 1,
          chunks: [CHUNK, 1, CHUNK].map((size) => ({ sha256: 'a'.repeat(64), size })),
        },
      ],
      [
        'chunk_list_mismatch',
        {
          size: 2 * CHUNK,
          chunks: [{ sha256: 'a'.repeat(64), size: CHUNK }, { sha256: 'b'.repeat(64) }],
        },
      ],
      ['content_type_invalid', { contentType: 'video' }],
      ['content_type_invalid', { contentType: 'text/plain\r\nx-evil: 1' }],
      ['content_type_invalid', { contentType: `text/${'x'.repeat(300)}` }],
      ['metadata_invalid', { metadata: { '': 'x' } }],
      ['metadata_invalid', { metadata: { 'a b': 'x' } }],
      ['metadata_invalid', { metadata: { ['k'.repeat(129)]: 'x' } }],
      ['metadata_invalid', { metadata: { k: 'x'.repeat(2_049) } }],
      ['metadata_invalid', { metadata: { k: 'a\0b' } }],
      ['metadata_invalid', { metadata: { k: '\udc00' } }],
      [
        'metadata_invalid',
        { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, ''])) },
      ],
      ['validation_failed', { metadata: { k: 1 } }],
      ['validation_failed', { metadata: { k: { deep: 'x' } } }],
      ['chunk_list_mismatch', { chunks: Array(2).fill({ sha256: 'a'.repeat(64) }) }],
      ['chunk_list_mismatch', { chunks: [{ sha256: 'a'.repeat(64), size: 11 }] }],
      ['fingerprint_invalid', { chunks: [{ sha256: 'a'.repeat(63) }] }],
      ['fingerprint_invalid', { chunks: [{ sha256: 'g'.repeat(64) }] }],
      ['fingerprint_invalid', { chunks: [{ sha256: 'a'.repeat(64), md5: 'x' }] }],
    ])('answers %s to %p', async (code, body) => {
      await declare(code, body);
    });

    it.each([
      'he said "hi".txt',
      "it's.txt",
      'ש\u200fa.txt',
      '🎉.gif',
      'a;b,c=d.txt',
      'x'.repeat(1_024),
    ])('takes the name %p', async (name) => {
      const answer = await caller.call<{ name: string }>('POST', '/v1/files', { name, size: 1 });
      expect([answer.status, answer.body.name]).toEqual([201, name]);
    });

    it('refuses keys for a retry that are none, or that came with another body', async () => {
      const body = { name: 'a', size: 1 };
      for (const key of ['x'.repeat(256), 'a b', 'ü']) {
        await refused('idempotency_key_invalid', 400, 'POST', '/v1/files', body, {
          'idempotency-key': key,
        });
      }
      const headers = { 'idempotency-key': 'once' };
      const first = await caller.call<{ id: string }>('POST', '/v1/files', body, headers);
      const again = await caller.call<{ id: string }>(
        'POST',
        '/v1/files',
        { size: 1, name: 'a' },
        headers,
      );
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      await refused(
        'idempotency_key_reused',
        409,
        'POST',
        '/v1/files',
        { name: 'b', size: 1 },
        headers,
      );
    });
  });

  describe('of files that are not there', () => {
    const calls: [string, string, unknown][] = [
      ['GET', '', undefined],
      ['DELETE', '', undefined],
      ['GET', '/chunks', undefined],
      ['POST', '/chunks/urls', { numbers: [1] }],
      ['POST', '/chunks/1/confirm', { etag: ETAG }],
      ['POST', '/complete', undefined],
      ['POST', '/complete', { fingerprint: `${'a'.repeat(64)}-1` }],
      ['GET', '/download', undefined],
      ['GET', '/content', undefined],
      ['GET', '/events', undefined],
      ['GET', '/journal', undefined],
    ];

    it.each(calls)(
      '%s %s answers the same for unknown and for foreign files',
      async (method, path, body) => {
        const foreign = await newFile();
        const answers: ProblemBody[] = [];
        for (const id of [UNKNOWN, foreign, 'not-an-id', '%00', "'%20or%201=1"]) {
          const problem = await refused(
            'file_not_found',
            404,
            method,
            `/v1/files/${id}${path}`,
            body,
            {},
            other,
          );
          answers.push({ ...problem, instance: '' });
        }
        for (const answer of answers) expect(answer).toEqual(answers[0]);
      },
    );
  });

  describe('of chunks', () => {
    it('refuses numbers that the plan does not have', async () => {
      const file = await newFile();
      const urls = `/v1/files/${file}/chunks/urls`;
      const problem = await refused('chunk_out_of_plan', 422, 'POST', urls, {
        numbers: [1, 4, 0, -1],
      });
      expect(problem).toMatchObject({ numbers: [-1, 0, 4] });
      await refused('chunk_out_of_plan', 422, 'POST', urls, { range: '2-4' });
      await refused('chunk_out_of_plan', 422, 'POST', urls, { chunks: [{ number: 10_001 }] });
      const confirm = (number: string) => `/v1/files/${file}/chunks/${number}/confirm`;
      for (const number of ['4', '0', '-1', 'x', '1.5', '99999999999']) {
        await refused('chunk_out_of_plan', 422, 'POST', confirm(number), { etag: ETAG });
      }
    });

    it.each([
      ['validation_failed', {}],
      ['validation_failed', { numbers: [] }],
      ['validation_failed', { numbers: ['1'] }],
      ['validation_failed', { numbers: [1.5] }],
      ['validation_failed', { numbers: [1], range: '1-2' }],
      ['validation_failed', { chunks: [{ number: 1.5 }] }],
      ['range_invalid', { range: '2-1' }],
      ['range_invalid', { range: '0-1' }],
      ['range_invalid', { range: '1' }],
      ['range_invalid', { range: '1-2,5' }],
      ['too_many_numbers', { range: '1-1001' }],
      ['too_many_numbers', { numbers: Array.from({ length: 1_001 }, (_, n) => n + 1) }],
      ['fingerprint_invalid', { chunks: [{ number: 1, sha256: 'x' }] }],
      ['fingerprint_invalid', { chunks: [{ number: 1, md5: 'a'.repeat(33) }] }],
      [
        'chunk_fingerprint_conflict',
        {
          chunks: [
            { number: 1, md5: 'a'.repeat(32) },
            { number: 1, md5: 'b'.repeat(32) },
          ],
        },
        409,
      ],
    ])('answers %s to %p', async (code, body, status = 422) => {
      const path = `/v1/files/${await newFile()}/chunks/urls`;
      await refused(code, status, 'POST', path, body);
    });

    it('refuses a digest that comes after a URL without one, where only the URL could enforce it', async () => {
      const made = await caller.call<{ id: string }>('POST', '/v1/files', {
        name: 'a',
        size: 3 * CHUNK,
        chunkSize: CHUNK,
        strategy: 'multipart',
      });
      const urls = `/v1/files/${made.body.id}/chunks/urls`;
      const bound = { chunks: [{ number: 1, sha256: 'a'.repeat(64) }] };
      expect((await caller.call('POST', urls, bound)).status).toBe(200);
      expect((await caller.call('POST', urls, { numbers: [2] })).status).toBe(200);
      expect((await caller.call('POST', urls, bound)).status).toBe(200);
      const problem = await refused('chunk_digest_too_late', 409, 'POST', urls, {
        chunks: [{ number: 2, sha256: 'b'.repeat(64) }, { number: 3 }],
      });
      expect(problem).toMatchObject({ numbers: [2] });
    });

    it('refuses a URL for a chunk that is there, and another fingerprint than the first', async () => {
      const file = await newFile();
      const urls = `/v1/files/${file}/chunks/urls`;
      await api.arrive(file, [{ number: 2, size: CHUNK, etag: ETAG }]);
      const chunk = { number: 1, sha256: 'a'.repeat(64) };
      const problem = await refused('chunk_already_uploaded', 409, 'POST', urls, {
        chunks: [chunk, { number: 2 }],
      });
      expect(problem).toMatchObject({ numbers: [2] });
      const range = await caller.call<{ urls: { number: number }[] }>('POST', urls, {
        range: '1-3',
      });
      expect(range.body.urls.map(({ number }) => number)).toEqual([1, 3]);
      expect((await caller.call('POST', urls, { chunks: [chunk] })).status).toBe(200);
      expect((await caller.call('POST', urls, { chunks: [chunk] })).status).toBe(200);
      const another = { chunks: [{ number: 1, sha256: 'b'.repeat(64) }] };
      const conflict = await refused('chunk_fingerprint_conflict', 409, 'POST', urls, another);
      expect(conflict).toMatchObject({ numbers: [1] });
    });

    it('does not believe a client what the store does not say', async () => {
      const file = await newFile();
      const path = `/v1/files/${file}/chunks/1/confirm`;
      await refused('chunk_not_stored', 409, 'POST', path, { etag: ETAG });
      await refused('validation_failed', 422, 'POST', path, {});
      await refused('validation_failed', 422, 'POST', path, { etag: '' });
      await api.arrive(file, [{ number: 1, size: CHUNK, etag: ETAG }]);
      await refused('chunk_not_stored', 409, 'POST', path, { etag: 'another' });
      const same = await caller.call<{ status: string }>('POST', path, { etag: `"${ETAG}"` });
      expect([same.status, same.body.status]).toEqual([200, 'uploaded']);
    });

    it('believes of several reports those that the store bears out', async () => {
      const file = await newFile();
      const path = `/v1/files/${file}/chunks/confirm`;
      const report = (...numbers: number[]) => ({
        chunks: numbers.map((number) => ({ number, etag: `"${ETAG}"` })),
      });
      await refused('validation_failed', 422, 'POST', path, report());
      await refused('chunk_out_of_plan', 422, 'POST', path, report(1, 99));
      const many = Array.from({ length: 1_001 }, (_, index) => index + 1);
      await refused('too_many_numbers', 422, 'POST', path, report(...many));
      await api.arrive(file, [{ number: 2, size: CHUNK, etag: ETAG }]);
      const { status, body } = await caller.call<ConfirmedChunksBody>(
        'POST',
        path,
        report(1, 2, 2),
      );
      expect(status).toBe(200);
      expect(body.items).toMatchObject([{ number: 2, status: 'uploaded' }]);
      expect(body.refused).toMatchObject([{ number: 1, code: 'chunk_not_stored' }]);
    });
  });

  describe('of files in the wrong state', () => {
    it('refuses completion with chunks missing, and says which', async () => {
      const file = await newFile();
      await api.arrive(file, [{ number: 2, size: CHUNK, etag: ETAG }]);
      const problem = await refused(
        'chunks_missing',
        409,
        'POST',
        `/v1/files/${file}/complete`,
        {},
      );
      expect(problem).toMatchObject({ missing: { count: 2, numbers: [1, 3] } });
    });

    it('names the first hundred of many missing chunks', async () => {
      const file = await newFile({ size: 1_000 * CHUNK });
      const path = `/v1/files/${file}/complete`;
      const problem = await refused('chunks_missing', 409, 'POST', path);
      const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
      expect(problem).toMatchObject({ missing: { count: 1_000, numbers } });
    });

    const DIGESTS = ['a', 'b', 'c'].map((digit) => ({ sha256: digit.repeat(64) }));
    const ARRIVALS = [CHUNK, CHUNK, 1].map((size, n) => ({ number: n + 1, size, etag: ETAG }));

    it('refuses a fingerprint that is none, or of another number of chunks', async () => {
      const path = `/v1/files/${await fileThatIs('uploaded')}/complete`;
      for (const fingerprint of [
        '',
        'x',
        'a'.repeat(64),
        `${'a'.repeat(64)}-0`,
        `${'a'.repeat(64)}-2`,
      ]) {
        await refused('fingerprint_invalid', 422, 'POST', path, { fingerprint });
      }
    });

    it('refuses another fingerprint than that of the file’s creation', async () => {
      const file = await newFile({ fingerprint: `${'b'.repeat(64)}-3` });
      await api.arrive(file, ARRIVALS);
      const body = { fingerprint: `${'a'.repeat(64)}-3` };
      await refused('fingerprint_conflict', 409, 'POST', `/v1/files/${file}/complete`, body);
    });

    it('fails a file whose chunks are known to be another', async () => {
      const file = await newFile({ chunks: DIGESTS });
      await api.arrive(file, ARRIVALS);
      const answer = await caller.call<ProblemBody>('POST', `/v1/files/${file}/complete`, {
        fingerprint: `${'a'.repeat(64)}-3`,
      });
      expect(answer).toMatchObject({ status: 409, body: { code: 'fingerprint_mismatch' } });
      expect(await api.files.find({ fileId: file })).toMatchObject({
        status: 'failed',
        failure: { code: 'fingerprint_mismatch' },
      });
    });

    const everything: [string, string, unknown?][] = [
      ['POST', '/chunks/urls', { numbers: [1] }],
      ['POST', '/chunks/urls', { range: '1-3' }],
      ['POST', '/chunks/urls', { chunks: [{ number: 1, sha256: 'a'.repeat(64) }] }],
      ['POST', '/chunks/1/confirm', { etag: ETAG }],
    ];

    it.each(['completing', 'completed', 'aborted', 'expired', 'deleted'])(
      'takes no chunk for a file that is %s',
      async (status) => {
        const file = await fileThatIs(status);
        for (const [method, path, body] of everything) {
          await refused(`file_${status}`, 409, method, `/v1/files/${file}${path}`, body);
        }
      },
    );

    it.each(['aborted', 'expired', 'deleted'])(
      'does not complete a file that is %s',
      async (status) => {
        const path = `/v1/files/${await fileThatIs(status)}/complete`;
        await refused(`file_${status}`, 409, 'POST', path);
        await refused(`file_${status}`, 409, 'POST', path, { fingerprint: `${'a'.repeat(64)}-3` });
      },
    );

    it.each([
      ['pending', 'file_not_completed'],
      ['uploaded', 'file_not_completed'],
      ['completing', 'file_completing'],
      ['failed', 'file_failed'],
      ['aborted', 'file_aborted'],
      ['expired', 'file_expired'],
      ['deleted', 'file_deleted'],
    ])('gives no download of a file that is %s', async (status, code) => {
      const file = await fileThatIs(status);
      await refused(code, 409, 'GET', `/v1/files/${file}/download`);
      await refused(code, 409, 'GET', `/v1/files/${file}/content`);
    });

    it('refuses downloads for too long, and dispositions that are none', async () => {
      const file = await fileThatIs('completed');
      for (const query of ['expiresIn=604801', 'expiresIn=0', 'expiresIn=x', 'disposition=none']) {
        await refused('validation_failed', 422, 'GET', `/v1/files/${file}/download?${query}`);
      }
    });

    it('does not delete a file that is being completed', async () => {
      await refused(
        'file_completing',
        409,
        'DELETE',
        `/v1/files/${await fileThatIs('completing')}`,
      );
    });

    it.each(['aborted', 'expired', 'deleted'])(
      'changes nothing for a file that is %s',
      async (status) => {
        const file = await fileThatIs(status);
        const before = await api.snapshot();
        expect((await caller.call('DELETE', `/v1/files/${file}`)).status).toBe(204);
        expect(await api.snapshot()).toEqual(before);
      },
    );

    it('answers completion of a completed file with the file, and changes nothing', async () => {
      const file = await fileThatIs('completed');
      const before = await api.snapshot();
      const answer = await caller.call('POST', `/v1/files/${file}/complete`);
      expect([answer.status, answer.body]).toEqual([
        200,
        (await caller.call('GET', `/v1/files/${file}`)).body,
      ]);
      expect(await api.snapshot()).toEqual(before);
    });

    it.each(['x', '-1', '1.5', '1e3'])('refuses to resume after %p', async (id) => {
      const path = `/v1/files/${await newFile()}/events`;
      await refused('validation_failed', 422, 'GET', path, undefined, { 'last-event-id': id });
    });
  });
});
