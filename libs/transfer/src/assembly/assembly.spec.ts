import { describe, expect, it } from '@jest/globals';
import { type FileStatus, UploadMissingError } from '@waybill/domain';
import { createFakeObjectStore, type FakeObjectStore } from '@waybill/storage/testing';
import type { TransferPorts } from '../strategies/strategies.js';
import {
  digest,
  MIB,
  type StoreUnderTest,
  TransferUnderTest,
} from '../testing/transfer-under-test.js';

const bodies = [Buffer.alloc(5 * MIB, 1), Buffer.from('the end')];

/** A file whose chunks lie where the strategy would have them after they were sent. */
function sent(name: 'chunks' | 'multipart'): { made: TransferUnderTest; store: FakeObjectStore } {
  const store = createFakeObjectStore();
  const at: StoreUnderTest = {
    ports: store,
    send: ({ method, url, headers }, body) =>
      Promise.resolve(store.send({ method, url, headers, body }).headers['etag'] ?? ''),
    put: (key, body) => Promise.resolve(store.bucket.put(key, body).etag),
    read: (key) => Promise.resolve(store.bucket.objects.get(key)?.body ?? new Uint8Array()),
    close: () => Promise.resolve(),
  };
  return { made: new TransferUnderTest(at, name, bodies), store };
}

describe('an assembly by parts', () => {
  it('starts again when the upload has vanished and there is no object', async () => {
    const { made, store } = sent('chunks');
    await made.send();
    made.complete();
    made.row.file = { ...made.file, uploadId: 'gone' };
    const head = await made.assemble();
    expect(head.size).toBe(made.whole.length);
    expect(store.bucket.uploads.size).toBe(0);
  });

  it('does not believe a missing upload where another object lies under the key', async () => {
    const { made, store } = sent('chunks');
    await made.send();
    made.complete();
    made.row.file = { ...made.file, uploadId: 'gone' };
    store.bucket.put(made.key, Buffer.alloc(made.whole.length, 'other'));
    await made.assemble();
    expect(digest('md5', await made.at.read(made.key))).toBe(digest('md5', made.whole));
  });

  it('gives up an attempt in which the store loses one upload after another', async () => {
    const { made } = sent('chunks');
    await made.send();
    made.complete();
    const losing = (ports: TransferPorts): TransferPorts => ({
      ...ports,
      uploads: Object.assign(Object.create(ports.uploads) as typeof ports.uploads, {
        complete: (key: string) => Promise.reject(new UploadMissingError(key, 'x')),
      }),
    });
    await expect(made.assemble(made.strategy(losing))).rejects.toThrow(
      /lost the multipart upload/u,
    );
  });

  it.each(['completed', 'aborted', 'expired', 'deleted'] as const)(
    'makes nothing for a file that came to its end: %s',
    async (status) => {
      const { made, store } = sent('chunks');
      await made.send();
      made.complete();
      const [file, chunks] = [made.file, made.chunks];
      made.row.file = { ...file, status };
      await expect(made.strategy().assemble({ file, chunks })).rejects.toMatchObject({
        code: 'file_closed',
      });
      expect(store.bucket.uploads.size).toBe(0);
    },
  );

  it.each(['uploading', 'failed'] as const)(
    'waits for the next attempt where the file is %s again',
    async (status) => {
      const { made, store } = sent('chunks');
      const { file, chunks } = made;
      made.row.file = { ...file, status };
      await expect(made.strategy().assemble({ file, chunks })).rejects.toThrow(status);
      expect(store.bucket.uploads.size).toBe(0);
    },
  );
});

describe('the upload of the strategy multipart', () => {
  it('is made once, by whoever asks first', async () => {
    const { made, store } = sent('multipart');
    await Promise.all(Array.from({ length: 4 }, () => made.sign([1, 2])));
    expect([...store.bucket.uploads.keys()]).toEqual([made.file.uploadId]);
    expect(await made.sign([])).toEqual([]);
  });

  it('is not made for nothing', async () => {
    const { made, store } = sent('multipart');
    expect(await made.sign([])).toEqual([]);
    expect(store.bucket.uploads.size).toBe(0);
  });

  it.each([
    ['aborted', 'file_aborted'],
    ['expired', 'file_expired'],
    ['deleted', 'file_deleted'],
  ] as const)('is not left behind where the file was %s meanwhile', async (status, code) => {
    const { made, store } = sent('multipart');
    const file = made.file;
    made.row.file = { ...file, status: status satisfies FileStatus };
    const put = { fileId: file.id, number: 1, size: 5 * MIB };
    await expect(made.strategy().sign(file, [put], 60)).rejects.toMatchObject({ code });
    expect(store.bucket.uploads.size).toBe(0);
  });

  it('says which part is another one now', async () => {
    const { made } = sent('multipart');
    await made.send();
    made.complete();
    made.change(2, { size: 8 });
    await expect(made.assemble()).rejects.toMatchObject({
      code: 'chunk_changed',
      detail: expect.stringContaining('Chunk 2'),
    });
  });

  it('stays that of the row, whatever else lies there', async () => {
    const { made, store } = sent('multipart');
    await made.send();
    // An older one, left by a process that lost the race for the row and died.
    const stray = { ...[...store.bucket.uploads.values()][0]!, id: 'stray', parts: new Map() };
    const uploads = [...store.bucket.uploads];
    store.bucket.uploads.clear();
    for (const [id, upload] of [['stray', stray] as const, ...uploads])
      store.bucket.uploads.set(id, upload);
    made.complete();
    expect((await made.assemble()).size).toBe(made.whole.length);
    await made.strategy().discard(made.file, { keepFinal: true });
    expect(store.bucket.uploads.size).toBe(0);
  });
});
