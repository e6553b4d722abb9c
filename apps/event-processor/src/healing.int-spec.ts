import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadS3Config } from '@waybill/config';
import {
  chunkKey,
  type File,
  type FileDraft,
  fileKey,
  type StorageEvent,
  TransferStrategies,
} from '@waybill/domain';
import { asDeclared } from '@waybill/persistence/testing';
import { QueueProducers } from '@waybill/messaging';
import { createLogger } from '@waybill/observability';
import { provisionBucket } from '@waybill/stack';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppModule } from './app.module.js';
import {
  declareFile,
  realUseCases,
  realWorld,
  type RealWorld,
  sendChunk,
  sendTo,
} from './testing/real-world.js';

const MIB = 1024 * 1024;
const CHUNK = 5 * MIB;
const right = Buffer.from('0123456789');
const wrong = Buffer.from('012345678x');

const digest = (algorithm: string, body: Buffer) =>
  createHash(algorithm).update(body).digest('hex');

/** On a bucket of its own, as a sweep looks at all of it. Its store enforces nothing. */
describe('what heals by itself', () => {
  const bucket = `waybill-test-${randomUUID()}`;
  let world: RealWorld;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const env = { ...process.env, S3_BUCKET: bucket, WAYBILL_STORE_PROFILE: 'none' };
    const { endpoint = '', region, credentials } = loadS3Config(env);
    await provisionBucket({ endpoint, region, ...credentials, bucket });
    world = await realWorld(env);
    app = await start();
  });

  afterAll(async () => {
    await app?.close();
    if (world) await emptyRedis();
    await world?.store.remover.removePrefix('');
    await world?.close();
  });

  async function start(): Promise<NestFastifyApplication> {
    const sweep = { interval: 1, grace: 3, maxShare: 1 };
    const scrub = { interval: 1, every: 3_600, maxFiles: 50 };
    const config = { ...world.config, processor: { ...world.config.processor, sweep, scrub } };
    const made = await NestFactory.create<NestFastifyApplication>(
      AppModule.register({ config, logger: createLogger('test', 'silent') }),
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false },
    );
    return made.init();
  }

  const declare = (
    bodies: readonly Buffer[],
    overrides: Partial<FileDraft> = {},
    chunkSize?: number,
  ): Promise<File> => declareFile(world, bodies, chunkSize, undefined, overrides);

  const declareSha256 = (body: Buffer) =>
    declare([body], { digests: [{ sha256: digest('sha256', body) }] });

  const tell = async (fileId: string, body: Buffer, etag: string): Promise<void> => {
    const event: StorageEvent = {
      kind: 'created',
      name: 'ObjectCreated:Put',
      bucket: world.config.s3.bucket,
      key: chunkKey(fileId, 1),
      size: body.length,
      etag,
      sequencer: Date.now().toString(16),
    };
    await app.get(QueueProducers).storageEvents.enqueue([event]);
  };

  const statusOf = async (fileId: string) => (await world.files.find({ fileId }))?.status;
  const chunkOf = async (fileId: string) => (await world.chunks.all(fileId))[0];
  const isThere = async (key: string) => (await world.store.reader.head(key)) !== undefined;
  const becomes = (fileId: string, status: string) =>
    until(status, async () => (await statusOf(fileId)) === status);

  async function corruptions(fileId: string): Promise<readonly Record<string, unknown>[]> {
    const rows: { data: Record<string, unknown> }[] = await world.source.query(
      `SELECT data FROM journal WHERE file_id = $1 AND type = 'chunk.corrupt' ORDER BY id`,
      [fileId],
    );
    return rows.map(({ data }) => data);
  }

  /** What FLUSHALL leaves of our prefix; the Redis is not ours alone. */
  async function emptyRedis(): Promise<void> {
    const producers = new QueueProducers(world.config.redis, () => undefined);
    await producers.probe();
    const { redis } = producers.connection;
    const keys = await redis.keys(`${world.config.redis.prefix}:*`);
    if (keys.length > 0) await redis.del(...keys);
    producers.close();
  }

  async function sendAndTell(fileId: string, body: Buffer): Promise<string> {
    const etag = await sendChunk(world, fileId, 1, body);
    await tell(fileId, body, etag);
    return etag;
  }

  it('finds a wrong byte that the store let in, and takes the right ones afterwards', async () => {
    const { id } = await declareSha256(right);
    const etag = await sendAndTell(id, wrong);
    await until('corrupt', async () => (await chunkOf(id))?.status === 'corrupt');
    expect(await isThere(chunkKey(id, 1))).toBe(false);
    expect(await corruptions(id)).toMatchObject([
      { number: 1, reason: 'wrong_sha256', etag, rejections: 1 },
    ]);
    expect((await corruptions(id))[0]?.['detail']).toContain(digest('sha256', wrong));

    await sendAndTell(id, right);
    await becomes(id, 'uploaded');
    expect(await chunkOf(id)).toMatchObject({
      verification: 'storage',
      etag: digest('md5', right),
    });
  });

  it('compares the ETag where an MD5 was declared', async () => {
    const { id } = await declare([right]);
    await sendAndTell(id, wrong);
    await until('corrupt', async () => (await chunkOf(id))?.status === 'corrupt');
    expect(await corruptions(id)).toMatchObject([{ reason: 'wrong_md5' }]);
    await sendAndTell(id, right);
    await becomes(id, 'uploaded');
  });

  it('fails a file of which the same chunk is wrong three times in a row', async () => {
    const { id } = await declareSha256(right);
    for (const rejections of [1, 2, 3]) {
      await sendAndTell(id, wrong);
      await until('told', async () => (await corruptions(id)).length === rejections);
    }
    await becomes(id, 'failed');
    expect((await world.files.find({ fileId: id }))?.failure?.code).toBe('chunk_corrupt');
    await sendAndTell(id, right);
    await becomes(id, 'uploaded');
  });

  it('completes an upload of which every event was lost', async () => {
    const bodies = [Buffer.alloc(CHUNK, 1), right];
    const { id } = await declare(bodies, { autoComplete: true }, CHUNK);
    for (const [index, body] of bodies.entries()) await sendChunk(world, id, index + 1, body);
    await becomes(id, 'completed');
    const chunks = await world.chunks.all(id);
    expect(chunks.map(({ verification }) => verification)).toEqual(['reconciler', 'reconciler']);
  });

  it('finds the wrong byte of which no event has told, too', async () => {
    const { id } = await declareSha256(right);
    await sendChunk(world, id, 1, wrong);
    await until('corrupt', async () => (await chunkOf(id))?.status === 'corrupt');
    await sendChunk(world, id, 1, right);
    await becomes(id, 'uploaded');
  });

  it('finds the parts of a multipart upload, of which no event ever tells', async () => {
    const bodies = [Buffer.alloc(CHUNK, 3), right];
    const { id } = await declare(bodies, { strategy: 'multipart', autoComplete: true }, CHUNK);
    for (const [index, body] of bodies.entries()) {
      const file = await world.files.find({ fileId: id });
      if (!file) throw new Error('The file is gone.');
      const put = { fileId: id, number: index + 1, size: body.length };
      const [request] = await app.get(TransferStrategies).get('multipart').sign(file, [put], 600);
      await sendTo(request, body);
    }
    await becomes(id, 'completed');
    expect(await world.store.reader.head(fileKey(id))).toMatchObject({
      size: CHUNK + right.length,
    });
  });

  it('takes the event of the final object for the arrival of a file that is one PUT', async () => {
    const file = await declare([right], { strategy: 'single', autoComplete: true });
    const put = { fileId: file.id, number: 1, size: right.length };
    const [request] = await app.get(TransferStrategies).get('single').sign(file, [put], 600);
    const etag = await sendTo(request, right);
    const event = { kind: 'created', name: 'ObjectCreated:Put', key: fileKey(file.id) } as const;
    await app
      .get(QueueProducers)
      .storageEvents.enqueue([{ ...event, bucket, size: right.length, etag }]);
    await becomes(file.id, 'completed');
    expect(await isThere(fileKey(file.id))).toBe(true);
  });

  it('sweeps what no file needs, and nothing else', async () => {
    const { id: waiting } = await declare([Buffer.alloc(CHUNK, 4), right], {}, CHUNK);
    await sendChunk(world, waiting, 1, Buffer.alloc(CHUNK, 4));
    const upload = { contentType: 'a/b', name: 'x' };
    const kept = await world.store.uploads.create(fileKey(waiting), upload);
    const orphans = [chunkKey(randomUUID(), 1), chunkKey(randomUUID(), 2)];
    // Its row may be lost with a database.
    const finished = fileKey(randomUUID());
    for (const key of [...orphans, finished, 'photos/cat.jpg']) {
      const put = { fileId: waiting, number: 1, size: right.length };
      await sendTo(await world.store.objects.signObjectPut(key, put, 600), right);
    }
    const orphan = fileKey(randomUUID());
    await world.store.uploads.create(orphan, upload);

    await until('objects swept', async () => {
      const there = await Promise.all(orphans.map(isThere));
      return !there.includes(true);
    });
    await until('upload swept', async () => (await world.store.uploads.find(orphan)).length === 0);
    expect(await isThere(chunkKey(waiting, 1))).toBe(true);
    expect(await isThere(finished)).toBe(true);
    expect(await isThere('photos/cat.jpg')).toBe(true);
    expect(await world.store.uploads.find(fileKey(waiting))).toEqual([kept]);
  });

  it('tells of a completed file whose object is gone, once, and when it is right again', async () => {
    const { id } = await declare([right], { strategy: 'single', autoComplete: true });
    const key = fileKey(id);
    const put = { fileId: id, number: 1, size: right.length };
    const send = async () => sendTo(await world.store.objects.signObjectPut(key, put, 600), right);
    const tellOf = (kind: 'created' | 'removed', name: string, etag?: string) =>
      app
        .get(QueueProducers)
        .storageEvents.enqueue([
          { kind, name, bucket, key, ...(etag && { size: right.length, etag }) },
        ]);
    await tellOf('created', 'ObjectCreated:Put', await send());
    await becomes(id, 'completed');

    const drift = async () => (await world.files.find({ fileId: id }))?.drift?.reason;
    await world.store.remover.remove([key]);
    await tellOf('removed', 'ObjectRemoved:Delete');
    await until('the drift to be told', async () => (await drift()) === 'missing');
    await send();
    await tellOf('removed', 'ObjectRemoved:Delete');
    await until('the restoration', async () => (await drift()) === undefined);
    const told = await world.source.query<{ type: string }[]>(
      `SELECT type FROM journal WHERE file_id = $1 AND type IN ('file.drifted', 'file.restored')
       ORDER BY id`,
      [id],
    );
    expect(told.map(({ type }) => type)).toEqual(['file.drifted', 'file.restored']);
  });

  it('has a file assembled whose job was lost with Redis', async () => {
    const { id } = await declare([right]);
    await app.close();
    const etag = await sendChunk(world, id, 1, right);
    const arrival = { fileId: id, number: 1, size: right.length, etag };
    await world.chunks.recordArrivals({
      arrivals: await asDeclared(world.chunks, [arrival]),
      verification: 'storage',
    });
    await world.files.change({ fileId: id }, () => ({ status: 'completing' }));
    await publishAll();
    await emptyRedis();
    app = await start();
    await becomes(id, 'completed');
  });

  it('puts maintenance back on its schedules when Redis was emptied under it', async () => {
    await emptyRedis();
    const { id } = await declare([right]);
    await sendChunk(world, id, 1, right);
    await becomes(id, 'uploaded');
  });

  /** The relay's round, all of whose work then gets lost. */
  async function publishAll(): Promise<void> {
    const producers = new QueueProducers(world.config.redis, () => undefined);
    const { assembly, cleanup } = producers;
    const { relayJournal } = realUseCases(world, { assembly, cleanup });
    while ((await relayJournal.execute()) > 0);
    producers.close();
  }
});

async function until(what: string, probe: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    if (await probe()) return;
    await sleep(50);
  }
  throw new Error(`Waited in vain: ${what}`);
}
