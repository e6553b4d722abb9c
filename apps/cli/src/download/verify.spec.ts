import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChunkVerifier } from './chunk-verifier.js';
import { safeName } from './safe-name.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function planOf(bytes: Uint8Array, chunkSize: number) {
  const chunkCount = Math.max(1, Math.ceil(bytes.length / chunkSize));
  const digests = Array.from({ length: chunkCount }, (_, index) =>
    sha256(bytes.subarray(index * chunkSize, (index + 1) * chunkSize)),
  );
  return { plan: { size: bytes.length, chunkSize, chunkCount }, digests };
}

describe('ChunkVerifier', () => {
  it('believes every right file, however it is cut on the way', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 90 }),
        (bytes, chunkSize, piece) => {
          const { plan, digests } = planOf(bytes, chunkSize);
          const verifier = new ChunkVerifier(plan, digests);
          for (let at = 0; at < bytes.length; at += piece) {
            verifier.update(bytes.subarray(at, at + piece));
          }
          expect(verifier.verifiedBytes).toBe(bytes.length);
        },
      ),
    );
  });

  it('stops at the chunk that differs, and goes on from there', () => {
    const bytes = new Uint8Array(50).fill(1);
    const { plan, digests } = planOf(bytes, 20);
    const verifier = new ChunkVerifier(plan, digests);
    const wrong = bytes.slice();
    wrong[25] = 2;
    expect(() => verifier.update(wrong)).toThrow(/Chunk 2/u);
    expect(verifier.verifiedBytes).toBe(20);
    verifier.update(bytes.subarray(20));
    expect(verifier.verifiedBytes).toBe(50);
  });
});

describe('safeName', () => {
  it.each([
    ['holiday.mp4', 'holiday.mp4'],
    ['Übung 1 – лето.pdf', 'Übung 1 – лето.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\windows\\evil.exe', 'evil.exe'],
    ['..', '_id'],
    ['-rf', '_rf'],
    ['~', '_'],
    ['con.txt', '_con.txt'],
    ['a:b?.txt', 'a_b_.txt'],
    ['name. . .', 'name'],
  ])('%p becomes %p', (name, safe) => expect(safeName(name, 'id')).toBe(safe));

  it('fits into a file system, extension and all', () => {
    const name = safeName(`${'é'.repeat(500)}.tar.gz`, 'id');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
    expect(name.endsWith('.gz')).toBe(true);
  });
});
