import { describe, expect, it } from '@jest/globals';
import {
  compositeFingerprint,
  FILE_STATUSES,
  type Chunk,
  type ChunkRepository,
  type File,
  type FileChange,
  type FileRepository,
} from '@waybill/domain';
import { dataOf, chunkOf, fileOf, OWN, stub } from '../../../e2e/support/stubs.js';
import { CompleteFile } from './complete-file.js';

const DIGESTS = ['a', 'b', 'c'].map((digit) => digit.repeat(64));

function start(file: File, chunks: Chunk[] = []) {
  const changes: (FileChange | undefined)[] = [];
  const files = stub<FileRepository>({
    find: () => Promise.resolve(file),
    change: (_ref, decide) =>
      Promise.resolve().then(() => {
        const change = decide(file);
        changes.push(change);
        return { ...file, ...(change && { status: change.status }) };
      }),
  });
  const repository = stub<ChunkRepository>({
    all: () => Promise.resolve(chunks),
    missing: () => Promise.resolve({ count: 2, numbers: [1, 3] }),
  });
  return { useCase: new CompleteFile(dataOf({ files, chunks: repository })), changes };
}

describe('CompleteFile', () => {
  it.each(['pending', 'uploading', 'uploaded', 'failed'] as const)(
    'completes a file that is %s once all chunks are there',
    async (status) => {
      const { useCase, changes } = start(fileOf({ status, uploadedChunks: 3 }));
      expect((await useCase.execute(OWN)).status).toBe('completing');
      expect(changes).toEqual([{ status: 'completing', failure: null }]);
    },
  );

  it.each(['completing', 'completed'] as const)(
    'leaves a file that is %s as it is',
    async (status) => {
      const { useCase, changes } = start(fileOf({ status, uploadedChunks: 3 }));
      expect((await useCase.execute(OWN)).status).toBe(status);
      expect(changes).toEqual([undefined]);
    },
  );

  it('has an answer for every status', async () => {
    for (const status of FILE_STATUSES) {
      const { useCase } = start(fileOf({ status, uploadedChunks: 3 }));
      const outcome = await useCase.execute(OWN).then(
        (file) => file.status,
        (error: { code: string }) => error.code,
      );
      expect(outcome).toMatch(/^(completing|completed|file_(aborted|expired|deleted))$/u);
    }
  });

  it('says what is missing', async () => {
    const { useCase, changes } = start(fileOf({ uploadedChunks: 1 }));
    await expect(useCase.execute(OWN)).rejects.toMatchObject({
      code: 'chunks_missing',
      extensions: { missing: { count: 2, numbers: [1, 3] } },
    });
    expect(changes).toEqual([]);
  });

  it('fails a file at once that is not what its known digests say, and can be told the right one', async () => {
    const chunks = DIGESTS.map((sha256, index) => chunkOf(index + 1, { sha256 }));
    const right = compositeFingerprint(DIGESTS);
    const file = fileOf({ status: 'uploaded', uploadedChunks: 3 });
    const { useCase, changes } = start(file, chunks);
    const wrong = compositeFingerprint([...DIGESTS].reverse());
    await expect(useCase.execute(OWN, wrong)).rejects.toMatchObject({
      code: 'fingerprint_mismatch',
    });
    expect(changes).toEqual([
      { status: 'failed', failure: expect.objectContaining({ code: 'fingerprint_mismatch' }) },
    ]);
    expect((await useCase.execute(OWN, right.toUpperCase())).status).toBe('completing');
    expect(changes.at(-1)).toMatchObject({ declaredFingerprint: right });
  });

  it('leaves it to the assembly where a digest is not known', async () => {
    const { useCase, changes } = start(fileOf({ status: 'uploaded', uploadedChunks: 3 }), [
      chunkOf(1, { sha256: DIGESTS[0] }),
      chunkOf(2),
    ]);
    const declared = compositeFingerprint(DIGESTS);
    expect((await useCase.execute(OWN, declared)).status).toBe('completing');
    expect(changes).toEqual([
      { status: 'completing', failure: null, declaredFingerprint: declared },
    ]);
  });

  it('holds a file to the fingerprint that it was created with', async () => {
    const declaredFingerprint = compositeFingerprint(DIGESTS);
    const file = fileOf({ status: 'uploaded', uploadedChunks: 3, declaredFingerprint });
    const { useCase, changes } = start(file, [chunkOf(1)]);
    const other = compositeFingerprint([...DIGESTS].reverse());
    await expect(useCase.execute(OWN, other)).rejects.toMatchObject({
      code: 'fingerprint_conflict',
    });
    expect(changes).toEqual([]);
  });

  it.each(['no digest', `${'a'.repeat(64)}`, `${'a'.repeat(64)}-2`, `${'g'.repeat(64)}-3`])(
    'refuses %p for a fingerprint of three chunks',
    async (fingerprint) => {
      const { useCase } = start(fileOf({ status: 'uploaded', uploadedChunks: 3 }));
      await expect(useCase.execute(OWN, fingerprint)).rejects.toMatchObject({
        code: 'fingerprint_invalid',
      });
    },
  );
});
