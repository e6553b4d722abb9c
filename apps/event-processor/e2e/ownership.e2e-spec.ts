import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ApiCaller,
  completeFile,
  createFile,
  createSystemDatabase,
  downloadFile,
  type FileView,
  randomChunks,
  sendChunks,
  StoreView,
  System,
  type SystemDatabase,
  type TestChunk,
  waitForStatus,
  waitUntil,
} from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;
const SIZE = CHUNK + 1_000;
const PREFIX = 'second/';
/** Milliseconds: four services, on a machine that has other things to do. */
const START_WITHIN = 400_000;
/** What nobody knows is a leftover as soon as it is two seconds old. */
const SWEEPING = {
  WAYBILL_SWEEP_INTERVAL: '1',
  WAYBILL_SWEEP_GRACE: '2',
  WAYBILL_SWEEP_MAX_SHARE: '1',
  WAYBILL_EXPIRY_INTERVAL: '1',
};

/** The bucket says whose it is, and what a database does not know may be what it has lost. */
describe('installations and their bucket', () => {
  let first: System;
  let second: System;
  let store: StoreView;
  let others: SystemDatabase;

  beforeAll(async () => {
    first = await System.start({ env: SWEEPING });
    store = new StoreView(first.stack, first.bucket);
    others = await createSystemDatabase(first.stack);
    second = await System.start({
      bucket: first.bucket,
      // The bucket tells the first one alone: here the reconciler finds what has come.
      notifications: 'off',
      env: {
        ...SWEEPING,
        S3_PREFIX: PREFIX,
        WAYBILL_RECONCILE_INTERVAL: '1',
        WAYBILL_RECONCILE_QUIET_FOR: '1',
      },
    });
  }, START_WITHIN);

  afterAll(async () => {
    await second?.stop();
    await first?.stop();
    await others?.drop();
    store?.close();
  });

  const uploaded = async (
    api: ApiCaller,
    body: Record<string, unknown> = {},
    chunks = randomChunks(SIZE, CHUNK),
  ): Promise<{ file: FileView; chunks: readonly TestChunk[] }> => {
    const file = await createFile(api, {
      size: SIZE,
      chunkSize: CHUNK,
      autoComplete: true,
      ...body,
    });
    await sendChunks(api, file.id, chunks);
    return { file: await waitForStatus(api, file.id, 'completed'), chunks };
  };

  const sameBytes = async (api: ApiCaller, fileId: string, chunks: readonly TestChunk[]) => {
    const answer = await downloadFile(api, fileId);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.equals(Buffer.concat(chunks.map(({ body }) => body)))).toBe(true);
  };

  /** A whole sweep has gone by once it has removed what was laid there after one before it. */
  const swept = async (prefix = ''): Promise<void> => {
    for (let sweep = 1; sweep <= 2; sweep += 1) {
      const key = `${prefix}uploads/${randomUUID()}/chunks/1`;
      await store.put(key, 'of nobody');
      await waitUntil('the sweep', async () => (await store.keys(key)).length === 0);
    }
  };

  const ownerOf = async (database: SystemDatabase) =>
    (await database.query<{ id: string }>('SELECT id FROM installation'))[0]?.id ?? '';

  it('a second one without a prefix starts neither service, and says what to do', async () => {
    const owner = await ownerOf(first.database);
    const env = { DATABASE_URL: others.appUrl, WAYBILL_REDIS_PREFIX: 'e2e-nobody' };
    for (const app of ['upload-api', 'event-processor']) {
      await expect(first.startBeside(app, env)).rejects.toThrow(
        new RegExp(`belongs to the installation ${owner}.*S3_PREFIX.*=${owner}`, 'su'),
      );
    }
  });

  it('with a prefix both work, and neither touches what is of the other', async () => {
    const ours = await uploaded(first.caller());
    const theirs = await uploaded(second.caller());
    expect(ours.file.location?.key).toBe(`files/${ours.file.id}`);
    expect(theirs.file.location?.key).toBe(`${PREFIX}files/${theirs.file.id}`);
    await Promise.all([swept(), swept(PREFIX)]);
    await sameBytes(first.caller(), ours.file.id, ours.chunks);
    await sameBytes(second.caller(), theirs.file.id, theirs.chunks);
    // The bucket's events go to the first one, which knows by their keys that they are not for it.
    const letters = await first.database.query('SELECT body FROM dead_letters');
    expect(JSON.stringify(letters)).not.toContain(theirs.file.id);
  });

  it('a database restored from a backup costs no completed file its object', async () => {
    const api = first.caller();
    const stop = () => Promise.all([first.api, ...first.processors].map((app) => app.stop()));
    const start = async () => {
      await first.replaceApi();
      await first.startProcessor();
    };
    const half = randomChunks(SIZE, CHUNK);
    const begun = await createFile(api, { size: SIZE, chunkSize: CHUNK });
    await sendChunks(api, begun.id, half.slice(0, 1));
    await stop();
    const backup = await first.database.backUp();

    await start();
    await sendChunks(api, begun.id, half.slice(1));
    await waitForStatus(api, begun.id, 'uploaded');
    await completeFile(api, begun.id);
    const single = randomChunks(1_000, CHUNK);
    const files = [
      (await uploaded(api)).file,
      (await uploaded(api, { size: 1_000, strategy: 'single' }, single)).file,
    ];
    await stop();
    await backup.restore();
    // What was under way then is never finished: it expires.
    const expire = `UPDATE files SET expires_at = now() WHERE id = $1 RETURNING id`;
    expect(await first.database.query(expire, [begun.id])).toHaveLength(1);
    const before = await store.keys('files/');
    expect(before).toEqual(
      expect.arrayContaining([begun, ...files].map(({ id }) => `files/${id}`)),
    );

    await start();
    await waitForStatus(api, begun.id, 'expired', 60_000);
    const journal = `SELECT 1 FROM journal WHERE file_id = $1 AND type = 'file.expired'
      AND position <= (SELECT published_position FROM journal_relay)`;
    await waitUntil('the clean-up', async () => {
      const told = await first.database.query(journal, [begun.id]);
      return told.length > 0 && (await store.keys(`uploads/${begun.id}/`)).length === 0;
    });
    await swept();
    expect(await store.keys('files/')).toEqual(before);
    const { log } = first.processors.at(-1) ?? {};
    expect(log).toContain('kept finished objects that no file names');
  });

  it('one that takes the bucket over on purpose works there, and the one before it no more', async () => {
    const owner = await ownerOf(first.database);
    const before = await store.keys('files/');
    await Promise.all([first.api, ...first.processors].map((app) => app.stop()));
    const env = { DATABASE_URL: others.appUrl, WAYBILL_TAKE_OVER_BUCKET: owner };
    // An API first: it proves the store to the new database, without which no processor is ready.
    const api = await first.startBeside('upload-api', env);
    const processor = await first.startBeside('event-processor', env);
    try {
      await swept();
      expect(await store.keys('files/')).toEqual(before);
      const again = first.startBeside('upload-api', {});
      await expect(again).rejects.toThrow(`belongs to the installation ${await ownerOf(others)}`);
    } finally {
      await Promise.all([api.stop(), processor.stop()]);
    }
  });
});
