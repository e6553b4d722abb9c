import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeAssembly } from './conformance/assembly.js';
import { describeCrashes } from './conformance/crashes.js';
import { describeDiscard } from './conformance/discard.js';
import { describeReuse } from './conformance/reuse.js';
import { describeSending } from './conformance/sending.js';
import type { Begin, Subject } from './conformance/subject.js';
import { MIB, type TransferStore, TransferUnderTest } from './transfer-under-test.js';

const SEVERAL = [5 * MIB, 5 * MIB, 7];

const SUBJECTS: readonly Subject[] = [
  { name: 'chunks', sizes: SEVERAL, changed: 'source_missing', steps: 9 },
  { name: 'multipart', sizes: SEVERAL, changed: 'chunk_changed', steps: 4 },
  { name: 'single', sizes: [1000], changed: 'source_missing', steps: 1 },
];

const bodies = new Map<string, Uint8Array>();

/** The same one for the same size and place: they are large, and hashed once. */
function body(size: number, index: number): Uint8Array {
  const name = `${size}/${index}`;
  const made = bodies.get(name) ?? Buffer.alloc(size, index + 1);
  bodies.set(name, made);
  return made;
}

/**
 * What every strategy has to do, on the fake store and on the real one alike.
 * @param killed on which side of a call workers die: a store sees hardly a difference, but takes
 *   its time
 */
export function describeTransfers(
  name: string,
  open: () => Promise<TransferStore>,
  killed: readonly ('before' | 'after')[] = ['before', 'after'],
): void {
  describe(name, () => {
    let at: TransferStore;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at?.close());

    describe.each(SUBJECTS)('the strategy $name', (subject) => {
      const begin: Begin = (sizes = subject.sizes) => {
        return new TransferUnderTest(at, subject.name, sizes.map(body));
      };
      describeSending(subject, begin);
      describeAssembly(subject, begin);
      describeReuse(subject, begin);
      describeCrashes(subject, begin, killed);
      describeDiscard(subject, begin);
    });
  });
}
