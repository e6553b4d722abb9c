import { expect, it } from '@jest/globals';
import { type ChunkSource, SourceMissingError } from '@waybill/domain';
import { randomUUID } from 'node:crypto';
import type { Begin, Subject } from './subject.js';
import { MIB, type TransferUnderTest } from '../transfer-under-test.js';
import { expectFinal } from './assembly.js';

/** Chunks whose bytes the store has already. */
export function describeReuse({ sizes }: Subject, begin: Begin): void {
  const others = (made: TransferUnderTest) =>
    made.chunks.map(({ number }) => number).filter((number) => number !== 1);

  /** Chunk 1, as an object of its own. */
  async function whole(made: TransferUnderTest): Promise<ChunkSource> {
    const key = `files/${randomUUID()}`;
    const etag = await made.at.put(key, made.bodies[0] ?? new Uint8Array());
    return { key, etag, offset: 0, whole: true };
  }

  it('takes a reused chunk from an object', async () => {
    const made = begin();
    made.change(1, { verification: 'reused', source: await whole(made) });
    await made.send(others(made));
    made.complete();
    await expectFinal(made, await made.assemble());
    expect(made.copied).toContain(1);
    expect(await made.at.ports.uploads.find(made.key)).toEqual([]);
  });

  it('takes a reused chunk from a range of a larger object', async () => {
    const made = begin();
    const key = `files/${randomUUID()}`;
    const around = Buffer.alloc(6 * MIB, 'x');
    const etag = await made.at.put(key, Buffer.concat([around, made.bodies[0] ?? around, around]));
    const source = { key, etag, offset: around.length, whole: false };
    made.change(1, { verification: 'reused', source });
    await made.send(others(made));
    made.complete();
    await expectFinal(made, await made.assemble());
  });

  it('needs nobody to send a file of which every chunk is known', async () => {
    const made = begin(sizes.slice(0, 1));
    made.change(1, { verification: 'reused', source: await whole(made) });
    made.complete();
    await expectFinal(made, await made.assemble());
  });

  it.each(['is gone', 'is another now'])('names a reused chunk whose source %s', async (how) => {
    const made = begin();
    const source = await whole(made);
    made.change(1, { verification: 'reused', source });
    await made.send(others(made));
    made.complete();
    if (how === 'is gone') await made.at.ports.remover.remove([source.key]);
    else await made.at.put(source.key, Buffer.alloc(sizes[0] ?? 0, 'other'));
    const error: unknown = await made.assemble().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceMissingError);
    expect(error).toMatchObject({ number: 1, sourceKey: source.key });
    expect(await made.at.ports.reader.head(made.key)).toBeUndefined();
  });

  it('goes on with a chunk that was sent after all', async () => {
    const made = begin();
    const source = { ...(await whole(made)), key: `files/${randomUUID()}` };
    made.change(1, { verification: 'reused', source });
    await made.send(others(made));
    made.complete();
    await expect(made.assemble()).rejects.toThrow(SourceMissingError);
    made.row.file = { ...made.file, status: 'uploading' };
    made.change(1, { verification: 'storage', source: undefined });
    await made.send([1]);
    made.complete();
    await expectFinal(made, await made.assemble());
  });
}
