import { describe, expect, it } from '@jest/globals';
import { CompletionUnderwayError, type FileStatus, UploadMissingError } from '@waybill/domain';
import { createFakeObjectStore, type FakeObjectStore } from '@waybill/storage/testing';
import type { TransferPorts } from '../strategies/strategies.js';
import { CrashPoint, died } from '../testing/crash-point.js';
import {
  digest,
  MIB,
  type TransferStore,
  TransferUnderTest,
} from '../testing/transfer-under-test.js';

const bodies = [Buffer.alloc(5 * MIB, 1), Buffer.from('the end')];

/** A file whose chunks lie where the strategy would have them after they were sent. */
function sent(name: 'chunks' | 'multipart'): { made: TransferUnderTest; store: FakeObjectStore } {
  const store = createFakeObjectStore();
  const at: TransferStore = {
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

describe('an assembly whose completion is cut off by the end of a gateway', () => {
  async function cutOff(name: 'chunks' | 'multipart', dies: 'before' | 'after') {
    const { made, store } = sent(name);
    await made.send();
    made.complete();
    store.bucket.dies = dies;
    await expect(made.assemble()).rejects.toMatchObject({ code: 'store_unavailable' });
    made.copied = [];
    return { made, store };
  }

  async function expectWhole(made: TransferUnderTest): Promise<void> {
    expect(digest('md5', await made.at.read(made.key))).toBe(digest('md5', made.whole));
  }

  it('takes another upload where the chunks can be copied again', async () => {
    const { made, store } = await cutOff('chunks', 'before');
    const locked = made.file.uploadId;
    expect((await made.assemble()).size).toBe(made.whole.length);
    expect(made.file.uploadId).not.toBe(locked);
    // Its completion may not be dead, only slow: it is for the sweep.
    await made.strategy().discard(made.file, { keepFinal: true });
    expect([...store.bucket.uploads.keys()]).toEqual([locked]);
    await expectWhole(made);
  });

  it('does so at every step at which a worker can die on the way', async () => {
    for (let at = 1; ; at += 1) {
      const { made } = await cutOff('chunks', 'before');
      const point = new CrashPoint(at, 'after');
      const more = await died(made.assemble(made.strategy((ports) => point.aroundAll(ports))));
      await made.assemble();
      await expectWhole(made);
      if (!more) break;
    }
  });

  it('waits for the lock where the parts are what the client has sent', async () => {
    const { made, store } = await cutOff('multipart', 'before');
    await expect(made.assemble()).rejects.toBeInstanceOf(CompletionUnderwayError);
    store.bucket.locks.clear();
    expect((await made.assemble()).size).toBe(made.whole.length);
    await expectWhole(made);
  });

  it.each(['chunks', 'multipart'] as const)(
    'takes the object that was written all the same, and never harms it: %s',
    async (name) => {
      const { made, store } = await cutOff(name, 'after');
      const uploadId = made.file.uploadId;
      expect((await made.assemble()).size).toBe(made.whole.length);
      expect(made.copied).toEqual([]);
      expect(made.file.uploadId).toBe(uploadId);
      store.bucket.locks.clear();
      await made.assemble();
      await made.strategy().discard(made.file, { keepFinal: true });
      await expectWhole(made);
      await made.strategy().discard(made.file, { keepFinal: false });
      expect(await made.left()).toEqual([]);
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
