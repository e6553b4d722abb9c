import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  MIN_CHUNK_SIZE,
  multipartEtag,
  type ChunkPut,
  type Part,
  type SignedRequest,
} from '@waybill/domain';
import type { StoreResponse } from '../fake-requests.js';
import {
  bytes,
  digest,
  newFileId,
  UPLOAD_OPTIONS,
  type OpenStore,
  type StoreUnderTest,
} from './store-under-test.js';

const BODY = bytes('the bytes of a chunk');
const OTHER = bytes('OTHER bytes, 20 long');

/** What the URL of a part permits, and that the store itself refuses everything else. */
export function describePartUrls(open: OpenStore): void {
  describe('part URLs', () => {
    let at: StoreUnderTest;
    let target: { readonly key: string; readonly uploadId: string };
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());
    beforeEach(async () => {
      const key = `files/${newFileId()}/ü +%.txt`;
      target = { key, uploadId: await at.store.uploads.create(key, UPLOAD_OPTIONS) };
    });

    const md5 = digest('md5', BODY);
    const sha256 = digest('sha256', BODY);
    const newPut = (declared: Partial<ChunkPut> = {}): ChunkPut => ({
      fileId: newFileId(),
      number: 1,
      size: BODY.length,
      ...declared,
    });
    const sign = async (put: ChunkPut): Promise<SignedRequest> => {
      const [signed] = await at.store.parts.signPartPuts(target, [put], 60);
      if (!signed) throw new Error('nothing was signed');
      return signed;
    };
    const send = (
      signed: SignedRequest,
      body: Uint8Array,
      headers: Readonly<Record<string, string>> = signed.headers,
    ): Promise<StoreResponse> => at.send({ ...signed, headers, body });
    const stored = () => at.store.uploads.parts(target.key, target.uploadId);

    it.each([
      ['no digest', {}],
      ['an MD5', { md5 }],
      ['a SHA-256', { sha256 }],
      ['both', { md5, sha256 }],
    ])('stores a part that was declared with %s', async (_, declared) => {
      const response = await send(await sign(newPut(declared)), BODY);
      expect(response.status).toBe(200);
      expect(response.headers['etag']).toBe(`"${md5}"`);
      expect(await stored()).toEqual([{ number: 1, size: BODY.length, etag: md5 }]);
    });

    it('refuses a wrong byte wherever the profile can tell', async () => {
      const declarations = at.profile === 'none' ? [] : [{ md5 }, { sha256 }, { md5, sha256 }];
      for (const declared of declarations) {
        const wrong = Uint8Array.from(BODY);
        wrong[3] = 0;
        const signed = await sign(newPut(declared));
        expect((await send(signed, wrong)).status).toBe(400);
      }
      expect(await stored()).toEqual([]);
    });

    it.each([BODY.length - 1, BODY.length + 1])(
      'refuses a body of %p bytes where 20 were declared',
      async (size) => {
        const signed = await sign(newPut());
        const headers = { ...signed.headers, 'content-length': String(size) };
        expect((await send(signed, new Uint8Array(size), headers)).status).toBe(403);
        expect(await stored()).toEqual([]);
      },
    );

    it('refuses a request that lacks or changes any of the headers', async () => {
      const signed = await sign(newPut({ md5, sha256 }));
      const others = Object.keys(signed.headers).filter((name) => name !== 'content-length');
      for (const name of others) {
        const without = { ...signed.headers };
        delete without[name];
        expect([name, (await send(signed, BODY, without)).status]).toEqual([name, 403]);
        const changed = { ...signed.headers, [name]: md5 };
        expect([name, (await send(signed, BODY, changed)).status]).toEqual([name, 403]);
      }
      expect(await stored()).toEqual([]);
    });

    it('refuses a URL for another part, another upload and another method', async () => {
      const signed = await sign(newPut());
      const changed = (from: string, to: string) => ({
        ...signed,
        url: signed.url.replace(from, to),
      });
      const another = await at.store.uploads.create(target.key, UPLOAD_OPTIONS);
      if (signed.url.includes('partNumber=1')) {
        const elsewhere = [
          changed('partNumber=1', 'partNumber=2'),
          changed(encodeURIComponent(target.uploadId), encodeURIComponent(another)),
        ];
        for (const moved of elsewhere) expect((await send(moved, BODY)).status).toBe(403);
      }
      expect((await at.send({ method: 'DELETE', url: signed.url, headers: {} })).status).toBe(403);
      expect(await stored()).toEqual([]);
    });

    it('takes a part again: it is not write-once', async () => {
      const signed = await sign(newPut());
      expect((await send(signed, BODY)).status).toBe(200);
      expect((await send(signed, OTHER)).status).toBe(200);
      expect(await stored()).toEqual([
        { number: 1, size: OTHER.length, etag: digest('md5', OTHER) },
      ]);
    });

    it('takes nothing for an upload that was aborted', async () => {
      const signed = await sign(newPut());
      await at.store.uploads.abort(target.key, target.uploadId);
      expect((await send(signed, BODY)).status).toBe(404);
      expect(await stored()).toBeUndefined();
    });

    it('signs parts in their order, which make one object', async () => {
      const bodies = [Buffer.alloc(MIN_CHUNK_SIZE, 'a'), Buffer.alloc(MIN_CHUNK_SIZE, 'b'), BODY];
      const puts = bodies.map((body, index) =>
        newPut({
          number: index + 1,
          size: body.length,
          md5: digest('md5', body),
          sha256: digest('sha256', body),
        }),
      );
      const signed = await at.store.parts.signPartPuts(target, puts, 60);
      for (const [index, body] of bodies.entries()) {
        const request = signed[index];
        expect(request && (await send(request, body)).status).toBe(200);
      }
      const parts: Part[] = puts.map(({ number, size, md5: etag = '' }) => ({
        number,
        size,
        etag,
      }));
      expect(await stored()).toEqual(parts);
      await at.store.uploads.complete(target.key, target.uploadId, parts);
      expect(await at.store.reader.head(target.key)).toEqual({
        size: 2 * MIN_CHUNK_SIZE + BODY.length,
        etag: multipartEtag(parts.map((part) => part.etag)),
      });
    });
  });
}
