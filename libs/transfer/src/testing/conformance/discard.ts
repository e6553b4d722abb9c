import { expect, it } from '@jest/globals';
import type { Begin, Subject } from './subject.js';
import { expectFinal } from './assembly.js';

/** What a transfer leaves behind, and that nothing of it stays. */
export function describeDiscard(_: Subject, begin: Begin): void {
  it('removes what an assembly needed, and keeps the final object', async () => {
    const made = begin();
    await made.send();
    made.complete();
    const head = await made.assemble();
    await made.at.ports.uploads.create(made.key, { contentType: 'x/y', name: 'stray' });
    for (let round = 0; round < 2; round += 1) {
      await made.strategy().discard(made.file, { keepFinal: true });
      expect(await made.left()).toEqual([made.key]);
    }
    await expectFinal(made, head);
    await made.strategy().discard(made.file, { keepFinal: false });
    expect(await made.left()).toEqual([]);
  });

  it('removes an unfinished transfer without a trace', async () => {
    const made = begin();
    await made.send([1]);
    expect(await made.left()).not.toEqual([]);
    for (let round = 0; round < 2; round += 1) {
      await made.strategy().discard(made.file, { keepFinal: false });
      expect(await made.left()).toEqual([]);
    }
  });

  it('keeps no upload for the sake of an object that is not there', async () => {
    const made = begin();
    // What a client sends by one PUT lies at the final key from the start.
    if (!made.strategy().sendsFinalObject) await made.send([1]);
    await made.strategy().discard(made.file, { keepFinal: true });
    expect(await made.left()).toEqual([]);
  });
}
