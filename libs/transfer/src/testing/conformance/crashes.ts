import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Begin, Subject } from './subject.js';
import { CrashPoint, died } from '../crash-point.js';
import type { TransferUnderTest } from '../transfer-under-test.js';
import { expectFinal } from './assembly.js';

/** Kills an assembly at each of its calls to a port in turn, and has another worker go on. */
export function describeCrashes(
  { steps }: Subject,
  begin: Begin,
  killed: readonly ('before' | 'after')[],
): void {
  async function sent(): Promise<TransferUnderTest> {
    const made = begin();
    await made.send();
    return made;
  }

  async function reused(): Promise<TransferUnderTest> {
    const made = begin();
    const key = `files/${randomUUID()}`;
    const etag = await made.at.put(key, made.bodies[0] ?? new Uint8Array());
    const source = { key, etag, offset: 0, whole: true };
    made.change(1, { verification: 'reused', source });
    const [, ...others] = made.chunks;
    if (others.length > 0) await made.send(others.map(({ number }) => number));
    return made;
  }

  describe.each([
    ['of what was sent', sent],
    ['with a reused chunk', reused],
  ])('an assembly %s', (_, prepare) => {
    it.each(killed)(
      'that is killed %s a call is finished by another worker, whichever call it was',
      async (when) => {
        let points = 0;
        for (let at = 1; ; at += 1) {
          const made = await prepare();
          made.complete();
          const point = new CrashPoint(at, when);
          const strategy = made.strategy((ports) => point.aroundAll(ports));
          if (!(await died(made.assemble(strategy)))) break;
          points += 1;
          made.copied = [];
          await expectFinal(made, await made.assemble());
          expect(made.copied.length).toBeLessThanOrEqual(made.chunks.length);
          await made.strategy().discard(made.file, { keepFinal: true });
          expect(await made.left()).toEqual([made.key]);
        }
        expect(points).toBeGreaterThanOrEqual(prepare === sent ? steps : 4);
      },
    );
  });
}
