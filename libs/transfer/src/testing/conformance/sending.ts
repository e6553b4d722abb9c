import { expect, it } from '@jest/globals';
import { planChunks } from '@waybill/domain';
import type { Begin, Subject } from './subject.js';
import { CrashPoint, died } from '../crash-point.js';

/** From permission to what the store holds. */
export function describeSending({ name, sizes }: Subject, begin: Begin): void {
  it('carries its plans, and goes by its name', () => {
    const strategy = begin().strategy();
    const size = sizes.reduce((sum, one) => sum + one, 0);
    strategy.assertCarries(planChunks(size, sizes.length > 1 ? sizes[0] : undefined));
    expect(strategy.name).toBe(name);
  });

  it('knows what the store holds of each chunk', async () => {
    const made = begin();
    const last = made.chunks.length;
    expect(await made.strategy().storedChunks(made.file)).toEqual([]);
    expect(await made.strategy().storedChunk(made.file, last)).toBeUndefined();
    await made.send();
    const stored = made.chunks.map(({ number, size, etag }) => ({ number, size, etag }));
    expect(await made.strategy().storedChunks(made.file)).toEqual(stored);
    expect(await made.strategy().storedChunk(made.file, last)).toEqual(stored.at(-1));
    expect(await made.strategy().storedChunk(made.file, last + 1)).toBeUndefined();
    const some = await made.strategy().storedChunks(made.file, [1, last + 1]);
    expect(some).toEqual(stored.slice(0, 1));
    expect(await made.strategy().storedChunks(made.file, [])).toEqual([]);
  });

  it('lets a chunk be sent again after its object was refused', async () => {
    const made = begin();
    await made.send([1]);
    await made.strategy().removeChunk(made.file, 1);
    await made.send([1]);
    expect(await made.strategy().storedChunk(made.file, 1)).toMatchObject({
      etag: made.chunk(1).etag,
    });
  });

  it('gives out URLs of one transfer to all who ask at once', async () => {
    const made = begin();
    const asked = await Promise.all([made.sign([1]), made.sign([1]), made.sign([1])]);
    expect(asked.map((requests) => requests.length)).toEqual([1, 1, 1]);
    expect((await made.left()).length).toBeLessThanOrEqual(1);
    await made.send();
    made.complete();
    await made.assemble();
  });

  it.each(['before', 'after'] as const)(
    'gives out good URLs after a process died %s a call',
    async (when) => {
      for (let at = 1; ; at += 1) {
        const made = begin([10]);
        const point = new CrashPoint(at, when);
        const strategy = made.strategy((ports) => point.aroundAll(ports));
        if (!(await died(made.sign([1], strategy)))) break;
        await made.send();
        expect(await made.strategy().storedChunks(made.file)).toHaveLength(1);
      }
    },
  );
}
