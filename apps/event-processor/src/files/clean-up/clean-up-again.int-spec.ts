import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  chunkKey,
  type File,
  type FileStatus,
  fileKey,
  type SignedRequest,
  type TransferStrategies,
} from '@waybill/domain';
import { createTransferStrategies } from '@waybill/transfer';
import {
  declareFile,
  realUseCases,
  realWorld,
  type RealWorld,
  sendTo,
} from '../../testing/real-world.js';
import type { CleanUpAgain } from './clean-up-again.js';

const body = Buffer.from('0123456789');
const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR);

/** On the real store, which tells nobody of what comes here: no event helps. */
describe('CleanUpAgain', () => {
  let world: RealWorld;
  let strategies: TransferStrategies;
  let again: CleanUpAgain;

  beforeAll(async () => {
    world = await realWorld(process.env);
    const { files, store } = world;
    strategies = createTransferStrategies({ ...store, files });
    again = realUseCases(world, { strategies }).cleanUpAgain;
  });
  afterAll(() => world?.close());

  /** As a client is given its URL, for an hour; remembered is a quarter more. */
  async function permit(file: File): Promise<SignedRequest | undefined> {
    const expireAt = inHours(1);
    await world.files.expectArrivals(file.id, {
      unbound: [{ number: 1 }],
      profile: world.profile,
      expireAt,
    });
    const put = { fileId: file.id, number: 1, size: body.length };
    const [url] = await strategies.get(file.strategy).sign(file, [put], 3_600);
    return url;
  }

  const end = async ({ id }: File, ...path: FileStatus[]): Promise<void> => {
    for (const status of path) await world.files.change({ fileId: id }, () => ({ status }));
  };

  it.each<[string, string, FileStatus[]]>([
    ['single', 'deleted', ['uploading', 'completing', 'completed', 'deleted']],
    ['chunks', 'aborted', ['aborted']],
    ['chunks', 'expired', ['expired']],
    ['chunks', 'completed', ['uploading', 'completing', 'completed']],
  ])('ends what an old URL of a %s file brings that is %s', async (strategy, _, path) => {
    const file = await declareFile(world, [body], undefined, undefined, { strategy, digests: [] });
    const url = await permit(file);
    await end(file, ...path);
    await sendTo(url, body);
    const key = strategy === 'single' ? fileKey(file.id) : chunkKey(file.id, 1);
    // The URL may be used until it has ended, by the store's clock too: not before.
    expect(await again.execute(inHours(1.2))).toBe(0);
    expect(await world.store.reader.head(key)).toBeDefined();
    expect(await again.execute(inHours(2))).toBe(1);
    expect(await world.store.reader.head(key)).toBeUndefined();
    expect(await again.execute(inHours(9))).toBe(0);
  });

  it('waits for the end of the file, and for URLs that were given out since', async () => {
    const file = await declareFile(world, [body], undefined, undefined, { digests: [] });
    await permit(file);
    expect(await again.execute(inHours(9))).toBe(0);
    await end(file, 'aborted');
    const [seen] = await world.files.findUrlsExpired(inHours(9), 10);
    expect(seen).toMatchObject({ fileId: file.id });
    await world.files.expectArrivals(file.id, {
      unbound: [],
      profile: world.profile,
      expireAt: inHours(9),
    });
    if (seen) await world.files.settleUrls(seen);
    expect(await world.files.findUrlsExpired(inHours(99), 10)).toHaveLength(1);
  });
});
