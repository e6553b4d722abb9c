import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIN_CHUNK_SIZE } from '@waybill/domain';
import { randomBytes } from 'node:crypto';
import {
  bytes,
  digest,
  UPLOAD_OPTIONS,
  type OpenStore,
  type StoreUnderTest,
} from './store-under-test.js';

/** Reading objects back. */
export function describeHashing(open: OpenStore): void {
  describe('hashes', () => {
    let at: StoreUnderTest;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    const digests = (body: Uint8Array) => ({
      size: body.length,
      sha256: digest('sha256', body),
      md5: digest('md5', body),
    });

    it('has none for what is not there', async () => {
      expect(await at.store.hasher.hash('files/none')).toBeUndefined();
    });

    it.each([0, 1, 65_536, 524_287, 524_288, 524_289, 3 * MIN_CHUNK_SIZE + 3])(
      'reads an object of %p bytes',
      async (size) => {
        const key = `hashed/é +%20/${size}`;
        const body = randomBytes(size);
        await at.put(key, body);
        const expected = { ...digests(body), etag: digest('md5', body) };
        expect(await at.store.hasher.hash(key)).toEqual(expected);
      },
    );

    it('keeps many objects apart that are read at once', async () => {
      const bodies = Array.from({ length: 12 }, (_, n) => randomBytes(200_000 * n + n));
      await Promise.all(bodies.map((body, n) => at.put(`many/${n}`, body)));
      const hashed = await Promise.all(bodies.map((_, n) => at.store.hasher.hash(`many/${n}`)));
      hashed.forEach((found, n) =>
        expect(found).toMatchObject(digests(bodies[n] ?? new Uint8Array())),
      );
    });

    it('reads an assembled object, whose ETag is no digest of its bytes', async () => {
      const { uploads, hasher, reader } = at.store;
      const key = 'files/assembled';
      const body = bytes('assembled');
      await at.put('source', body);
      const uploadId = await uploads.create(key, UPLOAD_OPTIONS);
      const from = { size: body.length, sourceKey: 'source', sourceEtag: digest('md5', body) };
      const { etag } = await uploads.copyPart({ key, uploadId, number: 1, ...from });
      await uploads.complete(key, uploadId, [{ number: 1, size: body.length, etag }]);
      expect(await hasher.hash(key)).toEqual({ ...(await reader.head(key)), ...digests(body) });
    });
  });
}
