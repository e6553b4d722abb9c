import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chunkKey, type ChunkPut, type SignedRequest } from '@waybill/domain';
import type { StoreResponse } from '../fake-requests.js';
import {
  bytes,
  digest,
  newFileId,
  type OpenStore,
  type StoreUnderTest,
} from './store-under-test.js';

const BODY = bytes('the bytes of a chunk');

/** What a chunk URL permits, and that the store itself refuses everything else. */
export function describeChunkUrls(open: OpenStore): void {
  describe('chunk URLs', () => {
    let at: StoreUnderTest;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    const newPut = (declared: Partial<ChunkPut> = {}): ChunkPut => ({
      fileId: newFileId(),
      number: 1,
      size: BODY.length,
      ...declared,
    });
    const md5 = digest('md5', BODY);
    const sha256 = digest('sha256', BODY);
    const sign = async (put: ChunkPut): Promise<SignedRequest> => {
      const [signed] = await at.store.chunkUrls.signChunkPuts([put], 60);
      if (!signed) throw new Error('nothing was signed');
      return signed;
    };
    const send = (
      signed: SignedRequest,
      body: Uint8Array,
      headers: Readonly<Record<string, string>> = signed.headers,
    ): Promise<StoreResponse> => at.send({ ...signed, headers, body });
    const stored = (put: ChunkPut) => at.store.reader.head(chunkKey(put.fileId, put.number));

    it.each([
      ['no digest', {}],
      ['an MD5', { md5 }],
      ['a SHA-256', { sha256 }],
      ['both', { md5, sha256 }],
    ])('stores a chunk that was declared with %s', async (_, declared) => {
      const put = newPut(declared);
      const response = await send(await sign(put), BODY);
      expect(response.status).toBe(200);
      expect(response.headers['etag']).toBe(`"${md5}"`);
      expect(await stored(put)).toEqual({ size: BODY.length, etag: md5 });
    });

    it('stores an empty chunk', async () => {
      const put = newPut({ size: 0 });
      expect((await send(await sign(put), new Uint8Array())).status).toBe(200);
      expect((await stored(put))?.size).toBe(0);
    });

    it('refuses a wrong byte wherever the profile can tell', async () => {
      const declarations = { md5: [{ md5 }, { sha256 }], sha256: [{ sha256 }], none: [] };
      for (const declared of declarations[at.profile]) {
        const put = newPut(declared);
        const wrong = Uint8Array.from(BODY);
        wrong[3] = 0;
        const signed = await sign(put);
        expect((await send(signed, wrong)).status).toBe(400);
        expect(await stored(put)).toBeUndefined();
        expect((await send(signed, BODY)).status).toBe(200);
      }
    });

    it.each([BODY.length - 1, BODY.length + 1])(
      'refuses a body of %p bytes where 20 were declared',
      async (size) => {
        const put = newPut();
        const signed = await sign(put);
        const headers = { ...signed.headers, 'content-length': String(size) };
        const response = await send(signed, new Uint8Array(size), headers);
        expect(response.status).toBe(403);
        expect(await stored(put)).toBeUndefined();
      },
    );

    it('refuses a request that lacks or changes any of the headers', async () => {
      const put = newPut({ md5, sha256 });
      const signed = await sign(put);
      const others = Object.keys(signed.headers).filter((name) => name !== 'content-length');
      for (const name of others) {
        const without = { ...signed.headers };
        delete without[name];
        expect([name, (await send(signed, BODY, without)).status]).toEqual([name, 403]);
        const changed = { ...signed.headers, [name]: name === 'if-none-match' ? '"x"' : md5 };
        expect([name, (await send(signed, BODY, changed)).status]).toEqual([name, 403]);
      }
      expect(await stored(put)).toBeUndefined();
    });

    it('refuses a second write with the same URL, and with another of the same chunk', async () => {
      const put = newPut();
      const signed = await sign(put);
      expect((await send(signed, BODY)).status).toBe(200);
      const other = bytes('OTHER bytes, 20 long');
      expect((await send(signed, other)).status).toBe(412);
      expect((await send(await sign(put), other)).status).toBe(412);
      expect((await stored(put))?.etag).toBe(md5);
    });

    it('lets one of eight racers win', async () => {
      const signed = await sign(newPut());
      const all = await Promise.all(Array.from({ length: 8 }, () => send(signed, BODY)));
      expect(all.filter((response) => response.status === 200)).toHaveLength(1);
    });

    it('refuses a URL for another key, another method, and after its time', async () => {
      const put = newPut();
      const signed = await sign(put);
      const moved = { ...signed, url: signed.url.replace('/chunks/1?', '/chunks/2?') };
      expect((await send(moved, BODY)).status).toBe(403);
      expect((await at.send({ method: 'DELETE', url: signed.url, headers: {} })).status).toBe(403);
      const old = at.signerAt(new Date(Date.now() - 3_600_000));
      const [expired] = await old.signChunkPuts([put], 60);
      expect(expired?.expiresAt.getTime()).toBeLessThan(Date.now());
      expect(expired && (await send(expired, BODY)).status).toBe(403);
      expect(await stored(put)).toBeUndefined();
    });

    it('signs 1,000 chunks in their order, each with a URL of its own', async () => {
      const fileId = newFileId();
      const puts = Array.from({ length: 1_000 }, (_, index) => ({
        fileId,
        number: index + 1,
        size: BODY.length,
      }));
      const signed = await at.store.chunkUrls.signChunkPuts(puts, 60);
      expect(signed).toHaveLength(1_000);
      signed.forEach(({ url }, index) =>
        expect(url).toContain(`/uploads/${fileId}/chunks/${index + 1}?`),
      );
      const last = signed[999];
      expect(last && (await send(last, BODY)).status).toBe(200);
    });
  });
}
