import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SourceMissingError, type ChunkPut } from '@waybill/domain';
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

    it("holds the type to the file's own, which its object then has", async () => {
      const key = 'files/typed';
      const signed = await at.store.objects.signObjectPut(
        key,
        { ...put, contentType: 'text/x' },
        60,
      );
      expect(signed.headers['content-type']).toBe('text/x');
      const other = { ...signed.headers, 'content-type': 'text/html' };
      expect((await at.send({ ...signed, headers: other, body: BODY })).status).toBe(403);
      expect((await at.send({ ...signed, body: BODY })).status).toBe(200);
      expect((await at.headersOf(key))['content-type']).toBe('text/x');
    });

    it('seals what came by it: type and name are ours, and nothing else is there', async () => {
      const key = 'files/sealed';
      const signed = await at.store.objects.signObjectPut(key, put, 60);
      const headers = { ...signed.headers, 'content-encoding': 'gzip', 'x-amz-meta-x': 'y' };
      // A store that refuses them has nothing to take off.
      const sent = await at.send({ ...signed, headers, body: BODY });
      if (sent.status !== 200) await at.send({ ...signed, body: BODY });
      await at.store.sealer.seal(key, {
        contentType: 'text/plain',
        name: 'a.txt',
        size: BODY.length,
      });
      const head = { size: BODY.length, etag: declared.md5 };
      expect(await at.store.reader.head(key)).toEqual(head);
      const kept = await at.headersOf(key);
      expect(kept['content-type']).toBe('text/plain');
      expect(kept['content-encoding'] ?? kept['x-amz-meta-x']).toBeUndefined();
    });

    it('seals nothing that is not there', async () => {
      const sealed = at.store.sealer.seal('files/none', {
        contentType: 'text/plain',
        name: 'a',
        size: 0,
      });
      await expect(sealed).rejects.toBeInstanceOf(SourceMissingError);
    });

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
