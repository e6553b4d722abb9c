import { expect, it } from '@jest/globals';
import { AssemblyFailure, type ObjectHead, SourceMissingError } from '@waybill/domain';
import type { Begin, Subject } from './subject.js';
import { digest, type TransferUnderTest } from '../transfer-under-test.js';

export async function expectFinal(made: TransferUnderTest, head: ObjectHead): Promise<void> {
  expect(head.size).toBe(made.whole.length);
  expect(await made.at.ports.reader.head(made.key)).toMatchObject({
    size: head.size,
    etag: head.etag,
  });
  const body = await made.at.read(made.key);
  expect(digest('sha256', body)).toBe(digest('sha256', made.whole));
}

/** From verified chunks to the final object. */
export function describeAssembly({ sizes, changed }: Subject, begin: Begin): void {
  it('makes the final object from what was sent, in order', async () => {
    const made = begin();
    await made.send();
    made.complete();
    const progress: number[] = [];
    const onProgress = (parts: number, of: number) => {
      expect(of).toBe(sizes.length);
      progress.push(parts);
    };
    await expectFinal(made, await made.assemble(made.strategy(), { onProgress }));
    expect(progress.at(-1)).toBe(sizes.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(await made.at.ports.uploads.find(made.key)).toEqual([]);
  });

  it('makes an empty file too', async () => {
    const made = begin([0]);
    await made.send();
    made.complete();
    await expectFinal(made, await made.assemble());
  });

  it('says the same again once it is done', async () => {
    const made = begin();
    await made.send();
    made.complete();
    const head = await made.assemble();
    made.copied = [];
    expect(await made.assemble()).toEqual(head);
    expect(made.copied).toEqual([]);
    await expectFinal(made, head);
  });

  it('makes one object when workers race', async () => {
    const made = begin();
    await made.send();
    made.complete();
    const runs = Array.from({ length: 4 }, () => made.assemble(made.strategy()));
    const ended = await Promise.allSettled(runs);
    expect(ended.some(({ status }) => status === 'fulfilled')).toBe(true);
    await expectFinal(made, await made.assemble());
  });

  it('ends the attempt with what onProgress throws', async () => {
    const made = begin();
    await made.send();
    made.complete();
    const onProgress = () => {
      throw new Error('enough');
    };
    await expect(made.assemble(made.strategy(), { onProgress })).rejects.toThrow('enough');
    await expectFinal(made, await made.assemble());
  });

  it('names a chunk that is gone', async () => {
    const made = begin();
    const lost = sizes.length;
    const numbers = made.chunks.map(({ number }) => number);
    await made.send(numbers.filter((number) => number !== lost));
    made.complete();
    const error: unknown = await made.assemble().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceMissingError);
    expect(error).toMatchObject({ number: lost });
    expect(await made.at.ports.reader.head(made.key)).toBeUndefined();
  });

  it('does not take a chunk that is another now', async () => {
    const made = begin();
    await made.send();
    made.complete();
    made.change(1, { etag: digest('md5', Buffer.from('verified')) });
    const error: unknown = await made.assemble().catch((thrown: unknown) => thrown);
    if (changed === 'source_missing') expect(error).toBeInstanceOf(SourceMissingError);
    else expect(error).toBeInstanceOf(AssemblyFailure);
    expect(error).toMatchObject(changed === 'source_missing' ? { number: 1 } : { code: changed });
  });

  it('does nothing while a chunk is not verified', async () => {
    const made = begin();
    made.complete();
    made.change(1, { status: 'pending' });
    await expect(made.assemble()).rejects.toMatchObject({ code: 'chunks_missing' });
    expect(await made.left()).toEqual([]);
  });
}
