import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nodePlatform } from '../node/node-platform.js';
import { webPlatform } from '../platform.js';
import { bytesSource } from '../source/blob-source.js';
import { chunkContent } from '../source/chunk-content.js';
import { evenSpans } from '../upload/spans.js';
import { digestChunk } from './digest.js';
import { compositeFingerprint } from './fingerprint.js';

const signal = new AbortController().signal;
const hash = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex');

describe('hashing', () => {
  it.each([
    ['web', webPlatform()],
    ['node', nodePlatform()],
  ])('agrees with node:crypto on every chunk of any file (%s)', async (_, platform) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.integer({ min: 1, max: 700 }),
        async (bytes, chunkSize) => {
          const source = bytesSource('a', bytes);
          const digests: string[] = [];
          const whole = createHash('sha256');
          for (const chunk of evenSpans(bytes.length, chunkSize)) {
            const slice = bytes.subarray(chunk.offset, chunk.offset + chunk.size);
            const content = await chunkContent(source, chunk, signal);
            const found = await digestChunk(await platform.digest(), content, signal);
            expect(found).toEqual({ sha256: hash('sha256', slice), md5: hash('md5', slice) });
            digests.push(found.sha256);
            whole.update(createHash('sha256').update(slice).digest());
          }
          expect(await compositeFingerprint(digests)).toBe(
            `${whole.digest('hex')}-${digests.length}`,
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('hashes a large chunk slice by slice, and stops when it is told to', async () => {
    const bytes = new Uint8Array(9 * 1024 * 1024).fill(7);
    const content = await chunkContent(
      bytesSource('a', bytes),
      { offset: 0, size: bytes.length },
      signal,
    );
    const platform = nodePlatform();
    const found = await digestChunk(await platform.digest(), content, signal);
    expect(found.sha256).toBe(hash('sha256', bytes));
    const controller = new AbortController();
    const stopped = digestChunk(await platform.digest(), content, controller.signal);
    controller.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
  });

  it('reads a chunk that is too large for memory piece by piece', async () => {
    const size = 65 * 1024 * 1024;
    const lengths: number[] = [];
    const source = {
      name: 'a',
      size,
      read: (_: number, length: number) => {
        lengths.push(length);
        return Promise.resolve(new Uint8Array(length));
      },
    };
    const content = await chunkContent(source, { offset: 0, size }, signal);
    let read = 0;
    for await (const piece of content.pieces(signal)) read += piece.length;
    expect(read).toBe(size);
    expect(Math.max(...lengths)).toBe(8 * 1024 * 1024);
  });
});
