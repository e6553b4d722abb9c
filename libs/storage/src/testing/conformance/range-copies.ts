import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MIN_CHUNK_SIZE, multipartEtag, SourceMissingError } from '@waybill/domain';
import { randomBytes } from 'node:crypto';
import {
  digest,
  newFileId,
  rejection,
  UPLOAD_OPTIONS,
  type OpenStore,
  type StoreUnderTest,
} from './store-under-test.js';

/** S3 takes ranges only of objects over 5 MiB. */
const SOURCE = randomBytes(2 * MIN_CHUNK_SIZE + 100);

/** Parts made of a range of an object. */
export function describeRangeCopies(open: OpenStore): void {
  describe('copies of a range', () => {
    let at: StoreUnderTest;
    let target: { readonly size: number; readonly key: string; readonly uploadId: string };
    // No '%': Ceph 16 decodes the name of a source twice.
    const sourceKey = 'files/a source é+';
    const sourceEtag = digest('md5', SOURCE);
    beforeAll(async () => {
      at = await open();
      await at.put(sourceKey, SOURCE);
    });
    afterAll(() => at.close());
    beforeEach(async () => {
      const key = `files/${newFileId()}`;
      target = {
        size: SOURCE.length,
        key,
        uploadId: await at.store.uploads.create(key, UPLOAD_OPTIONS),
      };
    });

    const slice = (offset: number, size: number) => SOURCE.subarray(offset, offset + size);

    it('has the MD5 of the range for an ETag, known beforehand or not', async () => {
      const { uploads, reader, hasher } = at.store;
      const ranges = [
        { offset: 100, size: MIN_CHUNK_SIZE },
        { offset: MIN_CHUNK_SIZE, size: MIN_CHUNK_SIZE + 100 },
        { offset: 7, size: 1 },
      ];
      const bodies = ranges.map(({ offset, size }) => slice(offset, size));
      const parts = [];
      for (const [index, sourceRange] of ranges.entries()) {
        const number = index + 1;
        const etag = digest('md5', bodies[index] ?? new Uint8Array());
        const copy = { ...target, number, sourceKey, sourceEtag, sourceRange };
        expect(await uploads.copyPart(copy)).toEqual({ etag });
        expect(await uploads.copyPart({ ...copy, expectedEtag: etag })).toEqual({ etag });
        parts.push({ number, size: sourceRange.size, etag });
      }
      await uploads.complete(target.key, target.uploadId, parts);
      const etag = multipartEtag(parts.map((part) => part.etag));
      expect((await reader.head(target.key))?.etag).toBe(etag);
      expect((await hasher.hash(target.key))?.sha256).toBe(digest('sha256', Buffer.concat(bodies)));
    });

    it('copies a range of an assembled object', async () => {
      const { uploads } = at.store;
      const parts = [];
      const sourceRange = { offset: 0, size: MIN_CHUNK_SIZE };
      for (const number of [1, 2]) {
        const copy = { ...target, number, sourceKey, sourceEtag, sourceRange };
        parts.push({ number, size: MIN_CHUNK_SIZE, ...(await uploads.copyPart(copy)) });
      }
      await uploads.complete(target.key, target.uploadId, parts);
      const from = {
        size: MIN_CHUNK_SIZE,
        sourceKey: target.key,
        sourceEtag: multipartEtag(parts.map((part) => part.etag)),
        sourceRange: { offset: MIN_CHUNK_SIZE, size: MIN_CHUNK_SIZE },
      };
      const key = `files/${newFileId()}`;
      const uploadId = await uploads.create(key, UPLOAD_OPTIONS);
      const { etag = '' } = parts[1] ?? {};
      const copied = await uploads.copyPart({ key, uploadId, number: 1, ...from });
      expect(copied).toEqual({ etag });
      const whole = { ...from, sourceRange: undefined, size: 2 * MIN_CHUNK_SIZE };
      const all = await uploads.copyPart({ key, uploadId, number: 2, ...whole });
      const body = Buffer.concat([slice(0, MIN_CHUNK_SIZE), slice(0, MIN_CHUNK_SIZE)]);
      expect(all).toEqual({ etag: digest('md5', body) });
      const wrong = { ...from, sourceEtag: `${sourceEtag}-2`, key, uploadId, number: 3 };
      expect(await rejection(uploads.copyPart(wrong))).toBeInstanceOf(SourceMissingError);
      const wrongWhole = { ...wrong, sourceRange: undefined };
      expect(await rejection(uploads.copyPart(wrongWhole))).toBeInstanceOf(SourceMissingError);
      expect((await uploads.parts(key, uploadId))?.map((part) => part.number)).toEqual([1, 2]);
    });

    it('copies nothing out of a range of no bytes', async () => {
      const sourceRange = { offset: 5, size: 0 };
      const copy = { ...target, number: 1, sourceKey, sourceEtag, sourceRange };
      const etag = digest('md5', new Uint8Array());
      expect(await at.store.uploads.copyPart(copy)).toEqual({ etag });
    });

    it('says that the source is missing, or another one', async () => {
      const { uploads } = at.store;
      const range = { ...target, number: 1, sourceRange: { offset: 0, size: MIN_CHUNK_SIZE } };
      const expectedEtag = digest('md5', slice(0, MIN_CHUNK_SIZE));
      const missing = { ...range, sourceKey: 'files/none', sourceEtag };
      const another = { ...range, sourceKey, sourceEtag: digest('md5', slice(0, 1)) };
      for (const copy of [missing, another, { ...missing, expectedEtag }])
        expect(await rejection(uploads.copyPart(copy))).toBeInstanceOf(SourceMissingError);
      expect(await uploads.parts(target.key, target.uploadId)).toEqual([]);
    });

    it('says so where the part is not what was expected', async () => {
      const { uploads } = at.store;
      const expectedEtag = digest('md5', slice(0, 1));
      const from = { ...target, sourceKey, sourceEtag, expectedEtag };
      const sourceRange = { offset: 0, size: MIN_CHUNK_SIZE };
      for (const copy of [
        { ...from, number: 1, sourceRange },
        { ...from, number: 2 },
      ])
        expect(await rejection(uploads.copyPart(copy))).toBeInstanceOf(SourceMissingError);
    });

    it('says that the source is another one where the new one lacks the range', async () => {
      const replaced = 'files/replaced';
      await at.put(replaced, SOURCE.subarray(0, MIN_CHUNK_SIZE + 1));
      const copy = {
        ...target,
        number: 1,
        sourceKey: replaced,
        sourceEtag,
        sourceRange: { offset: MIN_CHUNK_SIZE + 100, size: MIN_CHUNK_SIZE },
        expectedEtag: digest('md5', slice(MIN_CHUNK_SIZE + 100, MIN_CHUNK_SIZE)),
      };
      const error = await rejection(at.store.uploads.copyPart(copy));
      expect(error).toBeInstanceOf(SourceMissingError);
    });

    it('does not take a range that the very source lacks for a missing source', async () => {
      const sourceRange = { offset: SOURCE.length, size: 10 };
      const copy = { ...target, number: 1, sourceKey, sourceEtag, sourceRange };
      const error = await rejection(at.store.uploads.copyPart(copy));
      expect(error).toMatchObject({ code: 'store_unavailable' });
    });
  });
}
