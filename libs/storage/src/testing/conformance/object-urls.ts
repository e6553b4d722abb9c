import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChunkPut } from '@waybill/domain';
import {
  bytes,
  digest,
  newFileId,
  type OpenStore,
  type StoreUnderTest,
} from './store-under-test.js';

const BODY = bytes('the bytes of a file');

/** What the URL of a whole file permits. */
export function describeObjectUrls(open: OpenStore): void {
  describe('object URLs', () => {
    let at: StoreUnderTest;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    const declared = { md5: digest('md5', BODY), sha256: digest('sha256', BODY) };
    const put: ChunkPut = { fileId: newFileId(), number: 1, size: BODY.length, ...declared };

    it.each(['files/plain', "files/it's (1)!*~ 日本語+%20&é.txt"])(
      'stores a file at %p, once',
      async (key) => {
        const signed = await at.store.objects.signObjectPut(key, put, 60);
        expect(signed.method).toBe('PUT');
        expect((await at.send({ ...signed, body: BODY })).status).toBe(200);
        expect((await at.send({ ...signed, body: BODY })).status).toBe(412);
        const head = { size: BODY.length, etag: declared.md5 };
        expect(await at.store.reader.head(key)).toEqual(head);
      },
    );

    it('refuses a wrong byte wherever the profile can tell, and a wrong length', async () => {
      const key = 'files/refused';
      const signed = await at.store.objects.signObjectPut(key, put, 60);
      const wrong = Uint8Array.from(BODY);
      wrong[3] = 0;
      if (at.profile !== 'none')
        expect((await at.send({ ...signed, body: wrong })).status).toBe(400);
      const short = { ...signed.headers, 'content-length': '5' };
      const response = await at.send({ ...signed, headers: short, body: new Uint8Array(5) });
      expect(response.status).toBe(403);
      expect(await at.store.reader.head(key)).toBeUndefined();
    });
  });
}
