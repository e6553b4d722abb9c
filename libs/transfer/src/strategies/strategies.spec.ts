import { describe, expect, it } from '@jest/globals';
import { bareEtag, type File, GIB, MAX_CHUNK_COUNT, MIB, planChunks } from '@waybill/domain';
import { createFakeObjectStore } from '@waybill/storage/testing';
import { createTransferStrategies } from './strategies.js';
import { describeTransfers } from '../testing/conformance.js';
import { MemoryRow } from '../testing/memory-row.js';

describeTransfers('transfers on the fake store', () => {
  const store = createFakeObjectStore({ pageSize: 2 });
  return Promise.resolve({
    ports: store,
    send: ({ method, url, headers }, body) => {
      const response = store.send({ method, url, headers, body });
      if (response.status === 200) return Promise.resolve(bareEtag(response.headers['etag'] ?? ''));
      return Promise.reject(new Error(`The PUT gave ${response.status}.`));
    },
    put: (key, body) => Promise.resolve(store.bucket.put(key, body).etag),
    read: (key) => Promise.resolve(store.bucket.objects.get(key)?.body ?? new Uint8Array()),
    close: () => Promise.resolve(),
  });
});

/** None of the tests below comes to a row. */
const files = new MemoryRow({} as File);
const strategies = createTransferStrategies({ ...createFakeObjectStore(), files });

describe('the registry', () => {
  it('knows its strategies by name, and no other', () => {
    for (const name of ['chunks', 'multipart', 'single'])
      expect(strategies.get(name).name).toBe(name);
    const refused = { code: 'strategy_not_applicable' };
    expect(() => strategies.get('pigeon')).toThrow(expect.objectContaining(refused));
    expect(() => strategies.get('toString')).toThrow(expect.objectContaining(refused));
  });

  it.each([
    ['one chunk, completed by its event', 1, { autoComplete: true }, 'single'],
    ['one chunk', 1, {}, 'chunks'],
    ['one chunk that is reported', 1, { partsAreSure: true }, 'chunks'],
    ['no bytes, completed by its event', 0, { autoComplete: true, partsAreSure: true }, 'single'],
    ['several chunks', 20 * MIB, { autoComplete: true }, 'chunks'],
    ['several chunks that are reported', 20 * MIB, { partsAreSure: true }, 'multipart'],
  ] as const)('chooses for a file of %s', (_, size, told, name) => {
    const options = { autoComplete: false, partsAreSure: false, ...told };
    expect(strategies.choose(planChunks(size), options).name).toBe(name);
  });
});

describe('a multipart upload that is gone', () => {
  it.each([
    ['while clients send into it: the next URLs are for another', 'uploading', false],
    ['while it is completed: the assembly looks for the final object first', 'completing', true],
  ] as const)('%s', async (_, status, kept) => {
    const file = { id: '0198c0de-0000-7000-8000-000000000001', status, uploadId: 'gone' } as File;
    const row = new MemoryRow(file);
    const multipart = createTransferStrategies({ ...createFakeObjectStore(), files: row }).get(
      'multipart',
    );
    expect(await multipart.storedChunks(file)).toEqual([]);
    expect(row.file.uploadId === 'gone').toBe(kept);
  });
});

describe('assertCarries', () => {
  const plan = (sizes: readonly number[]) => ({
    size: sizes.reduce((sum, size) => sum + size, 0),
    chunkSize: Math.max(...sizes),
    chunkCount: sizes.length,
    sizes,
  });

  it.each([
    ['chunks', 'the largest', planChunks(MAX_CHUNK_COUNT * 5 * GIB, 5 * GIB)],
    ['multipart', 'chunks of any size', plan([5 * MIB, 9 * MIB, 1])],
    ['chunks', 'one small chunk', planChunks(1)],
    ['multipart', 'no bytes', planChunks(0)],
    ['single', 'one chunk of 5 GiB', planChunks(5 * GIB, 5 * GIB)],
  ])('%s: takes %s', (name, _, taken) => {
    expect(() => strategies.get(name).assertCarries(taken)).not.toThrow();
  });

  it.each([
    ['chunks', 'a small chunk before the last', plan([5 * MIB, MIB, 5 * MIB])],
    ['multipart', 'a chunk over 5 GiB', plan([5 * GIB + 1, 1])],
    ['chunks', 'too many chunks', { ...planChunks(1), chunkCount: MAX_CHUNK_COUNT + 1 }],
    ['single', 'several chunks', planChunks(20 * MIB, 8 * MIB)],
    ['single', 'more than 5 GiB', { size: 6 * GIB, chunkSize: 6 * GIB, chunkCount: 1 }],
  ])('%s: refuses %s', (name, _, refused) => {
    const refusal = { code: 'strategy_not_applicable' };
    expect(() => strategies.get(name).assertCarries(refused)).toThrow(
      expect.objectContaining(refusal),
    );
  });
});
