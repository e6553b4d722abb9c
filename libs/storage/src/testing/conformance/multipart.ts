import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  MIN_CHUNK_SIZE,
  multipartEtag,
  SourceMissingError,
  UploadMissingError,
  type Part,
} from '@waybill/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeFaultOf } from '../../errors/map-store-error.js';
import {
  bytes,
  digest,
  PAGE_SIZE,
  rejection,
  UPLOAD_OPTIONS as OPTIONS,
  type OpenStore,
  type StoreUnderTest,
} from './store-under-test.js';

const FULL = Buffer.alloc(MIN_CHUNK_SIZE, 'a');
const TAIL = bytes('the end');

/** Assembly: from the chunks' objects to one object, with every way in which it can be cut short. */
export function describeMultipart(open: OpenStore): void {
  describe('multipart uploads', () => {
    let at: StoreUnderTest;
    let count = 0;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    const newKey = (): string => `files/${(count += 1)}`;
    const source = async (body: Uint8Array): Promise<{ sourceKey: string; sourceEtag: string }> => {
      const sourceKey = `uploads/${(count += 1)}`;
      await at.put(sourceKey, body);
      return { sourceKey, sourceEtag: digest('md5', body) };
    };
    const copy = async (
      key: string,
      uploadId: string,
      number: number,
      body: Uint8Array,
    ): Promise<Part> => {
      const from = await source(body);
      const { etag } = await at.store.uploads.copyPart({
        key,
        uploadId,
        number,
        size: body.length,
        ...from,
      });
      return { number, size: body.length, etag };
    };

    it('assembles copies into one object, in the order of their numbers', async () => {
      const { uploads, reader, downloads } = at.store;
      const key = newKey();
      const uploadId = await uploads.create(key, OPTIONS);
      const last = await copy(key, uploadId, 2, TAIL);
      const first = await copy(key, uploadId, 1, FULL);
      expect(await uploads.parts(key, uploadId)).toEqual([first, last]);
      expect(await reader.head(key)).toBeUndefined();
      await uploads.complete(key, uploadId, [last, first]);
      expect(await reader.head(key)).toEqual({
        size: FULL.length + TAIL.length,
        etag: multipartEtag([first.etag, last.etag]),
      });
      expect(await uploads.parts(key, uploadId)).toBeUndefined();
      expect(await uploads.find(key)).toEqual([]);
      const { bucket } = at;
      const download = { bucket, key, ...OPTIONS, disposition: 'attachment' } as const;
      const { body } = await at.send(await downloads.signDownload(download, 60));
      expect(Buffer.compare(body, Buffer.concat([FULL, TAIL]))).toBe(0);
    });

    it('assembles an empty file', async () => {
      const { uploads, reader } = at.store;
      const key = newKey();
      const uploadId = await uploads.create(key, OPTIONS);
      const part = await copy(key, uploadId, 1, new Uint8Array());
      await uploads.complete(key, uploadId, [part]);
      expect(await reader.head(key)).toEqual({ size: 0, etag: multipartEtag([part.etag]) });
    });

    it('goes on with an upload of which some parts are there', async () => {
      const { uploads, reader } = at.store;
      const key = newKey();
      await uploads.create(key, OPTIONS);
      const [uploadId = ''] = await uploads.find(key);
      await copy(key, uploadId, 1, FULL);
      const before = (await uploads.parts(key, uploadId)) ?? [];
      await copy(key, uploadId, 1, FULL);
      const added = await copy(key, uploadId, 2, TAIL);
      expect(await uploads.parts(key, uploadId)).toEqual([...before, added]);
      await uploads.complete(key, uploadId, [...before, added]);
      expect((await reader.head(key))?.size).toBe(FULL.length + TAIL.length);
    });

    it('lists parts and uploads over many pages, and only those of the very key', async () => {
      const { uploads } = at.store;
      const key = newKey();
      const ids: string[] = [];
      for (let n = 0; n < PAGE_SIZE + 2; n += 1) {
        ids.push(await uploads.create(key, OPTIONS));
        await uploads.create(`${key}.${n}`, OPTIONS);
        // Stores tell the time of an upload to the second.
        if (n === 0) await sleep(1_100);
      }
      const found = await uploads.find(key);
      expect(found[0]).toBe(ids[0]);
      expect([...found].sort()).toEqual([...ids].sort());
      const [uploadId = ''] = ids;
      const parts: Part[] = [];
      for (let number = 1; number <= 2 * PAGE_SIZE + 1; number += 1)
        parts.push(await copy(key, uploadId, number, bytes(`part ${number}`)));
      expect(await uploads.parts(key, uploadId)).toEqual(parts);
      for (const [from, to] of [
        [1, 1],
        [2, PAGE_SIZE + 2],
        [2 * PAGE_SIZE + 1, 10_000],
        [2 * PAGE_SIZE + 2, 10_000],
      ] as const)
        expect(await uploads.parts(key, uploadId, { from, to })).toEqual(
          parts.filter(({ number }) => number >= from && number <= to),
        );
    });

    it('says that the source is missing, or another one', async () => {
      const { uploads } = at.store;
      const key = newKey();
      const uploadId = await uploads.create(key, OPTIONS);
      const none = { sourceKey: 'uploads/none', sourceEtag: digest('md5', TAIL) };
      const missing = uploads.copyPart({ key, uploadId, number: 1, size: 1, ...none });
      expect(await rejection(missing)).toBeInstanceOf(SourceMissingError);
      const swapped = { ...(await source(FULL)), sourceEtag: digest('md5', TAIL) };
      const other = uploads.copyPart({ key, uploadId, number: 1, size: 1, ...swapped });
      expect(await rejection(other)).toBeInstanceOf(SourceMissingError);
    });

    it('says that the upload is missing', async () => {
      const { uploads } = at.store;
      const key = newKey();
      const uploadId = await uploads.create(key, OPTIONS);
      const part = await copy(key, uploadId, 1, TAIL);
      await uploads.abort(key, uploadId);
      expect(await uploads.parts(key, uploadId)).toBeUndefined();
      expect(await uploads.find(key)).toEqual([]);
      const completion = await rejection(uploads.complete(key, uploadId, [part]));
      expect(completion).toBeInstanceOf(UploadMissingError);
      const again = await rejection(copy(key, uploadId, 1, TAIL));
      expect(again).toBeInstanceOf(UploadMissingError);
      await uploads.abort(key, uploadId);
    });

    it('does not complete with a part of another ETag, nor with small parts before the last', async () => {
      const { uploads, reader } = at.store;
      const key = newKey();
      const uploadId = await uploads.create(key, OPTIONS);
      const first = await copy(key, uploadId, 1, FULL);
      const last = await copy(key, uploadId, 2, TAIL);
      const swapped = { ...last, etag: first.etag };
      const invalid = await rejection(uploads.complete(key, uploadId, [first, swapped]));
      expect(storeFaultOf(invalid)).toMatchObject({ code: 'InvalidPart', status: 400 });
      const small = await copy(key, uploadId, 1, TAIL);
      const tooSmall = await rejection(uploads.complete(key, uploadId, [small, last]));
      expect(storeFaultOf(tooSmall)).toMatchObject({ code: 'EntityTooSmall', status: 400 });
      expect(storeFaultOf(tooSmall)?.retryable).toBe(false);
      expect(await reader.head(key)).toBeUndefined();
      await uploads.abort(key, uploadId);
    });
  });
}
