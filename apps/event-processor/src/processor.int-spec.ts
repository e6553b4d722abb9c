import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ServerRedis } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { chunkKey, chunkKeyPrefix, fileKey, type StorageEvent } from '@waybill/domain';
import {
  parseChunksUploaded,
  parseFileEvents,
  PATTERNS,
  QueueProducers,
  redisTransportOptions,
} from '@waybill/messaging';
import { createLogger } from '@waybill/observability';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppModule } from './app.module.js';
import { declareFile, realWorld, type RealWorld, sendChunk } from './testing/real-world.js';

const MIB = 1024 * 1024;
const CHUNK = 5 * MIB;

/** The whole processor in this process, on the real servers. Only the API is left out. */
const CHECKS = [
  'database',
  'database_writes',
  'redis',
  'bucket',
  'store',
  'store_writes',
  'workers',
];

describe('the event processor', () => {
  let world: RealWorld;
  let app: NestFastifyApplication;
  let producers: QueueProducers;
  let subscriber: ServerRedis;
  const heard: string[] = [];

  beforeAll(async () => {
    world = await realWorld(process.env);
    app = await start(world);
    producers = (app as INestApplicationContext).get(QueueProducers);
    subscriber = redisTransportOptions(world.config.redis).strategy as ServerRedis;
    const hear = (told: readonly { fileId?: string }[], what: (one: never) => string) => {
      for (const one of told) heard.push(`${one.fileId} ${what(one as never)}`);
      return Promise.resolve();
    };
    subscriber.addHandler(
      PATTERNS.fileEvents,
      (message: unknown) => hear(parseFileEvents(message), ({ type }: { type: string }) => type),
      true,
    );
    subscriber.addHandler(
      PATTERNS.chunksUploaded,
      (message: unknown) =>
        hear(parseChunksUploaded(message), ({ number }: { number: number }) => `chunk ${number}`),
      true,
    );
    await new Promise<void>((resolve) => void subscriber.listen(() => resolve()));
  });

  afterAll(async () => {
    await app?.close();
    await subscriber?.close();
    await world?.close();
  });

  const created = (fileId: string, number: number, size: number, etag: string): StorageEvent => ({
    kind: 'created',
    name: 'ObjectCreated:Put',
    bucket: world.config.s3.bucket,
    key: chunkKey(fileId, number),
    size,
    etag,
  });

  const statusOf = async (fileId: string) => (await world.files.find({ fileId }))?.status;

  async function metric(name: string): Promise<number> {
    const { payload } = await app.inject({ url: '/metrics' });
    const line = payload.split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  }

  it('carries a file from its events to the finished object, and tells of each step', async () => {
    const bodies = [Buffer.alloc(CHUNK, 1), Buffer.from('end')];
    const { id } = await declareFile(world, bodies, CHUNK);
    for (const [index, body] of bodies.entries()) {
      const etag = await sendChunk(world, id, index + 1, body);
      await producers.storageEvents.enqueue([created(id, index + 1, body.length, etag)]);
    }
    await until('uploaded', async () => (await statusOf(id)) === 'uploaded');
    await world.files.change({ fileId: id }, () => ({ status: 'completing' }));
    await until('completed', async () => (await statusOf(id)) === 'completed');
    await until('chunks gone', async () => !(await world.store.reader.head(chunkKey(id, 1))));
    expect(await world.store.reader.head(fileKey(id))).toMatchObject({ size: CHUNK + 3 });

    await until('told', () => Promise.resolve(heard.includes(`${id} file.completed`)));
    const told = heard.filter((one) => one.startsWith(id)).map((one) => one.slice(id.length + 1));
    expect(told.filter((one) => one.startsWith('file.'))).toEqual([
      'file.created',
      'file.uploading',
      'file.uploaded',
      'file.completing',
      'file.completed',
    ]);
    expect(told).toEqual(expect.arrayContaining(['chunk 1', 'chunk 2']));

    await world.files.change({ fileId: id }, () => ({ status: 'deleted' }));
    await until('object gone', async () => !(await world.store.reader.head(fileKey(id))));
  });

  it('gives every event of a mixed batch its outcome', async () => {
    const body = Buffer.from('0123456789');
    const { id } = await declareFile(world, [body]);
    const stranger = id.replace(/^.{8}/u, '00000000');
    const etag = createHash('md5').update(body).digest('hex');
    const good = created(id, 1, 10, etag);
    const before = await metric('waybill_storage_events_total{outcome="foreign"}');
    await producers.storageEvents.enqueue([
      { ...good, bucket: 'another' },
      { ...good, key: 'photos/cat.jpg' },
      { ...good, kind: 'removed', name: 'ObjectRemoved:Delete' },
      { ...good, key: fileKey(id), name: 'ObjectCreated:CompleteMultipartUpload' },
      created(stranger, 1, 10, etag),
      created(id, 77, 10, etag),
      good,
      good,
    ]);
    await until('uploaded', async () => (await statusOf(id)) === 'uploaded');
    await producers.storageEvents.enqueue([created(id, 1, 10, 'b'.repeat(32))]);
    const list = () => world.deadLetterAdmin.list({}, { limit: 10 });
    await until('letters', async () => (await list()).length === 3);
    const letters = await list();
    expect(letters.map(({ reason }) => reason).sort()).toEqual([
      'conflict',
      'out_of_plan',
      'unknown_file',
    ]);
    expect(JSON.parse(letters[0]?.body ?? '')).toMatchObject({ bucket: good.bucket });
    expect(await metric('waybill_storage_events_total{outcome="foreign"}')).toBe(before + 2);
  });

  it('removes an object of the wrong size, and takes the right one afterwards', async () => {
    const body = Buffer.from('0123456789');
    const { id } = await declareFile(world, [body]);
    await putAnything(id, Buffer.from('too long for it'));
    await producers.storageEvents.enqueue([created(id, 1, 15, 'c'.repeat(32))]);
    await until('corrupt', async () => (await world.chunks.all(id))[0]?.status === 'corrupt');
    expect(await world.store.reader.head(chunkKey(id, 1))).toBeUndefined();

    const etag = await sendChunk(world, id, 1, body);
    // An old report must not cost the client what it has sent in the meantime.
    await producers.storageEvents.enqueue([created(id, 1, 15, 'c'.repeat(32))]);
    await producers.storageEvents.enqueue([created(id, 1, 10, etag)]);
    await until('uploaded', async () => (await statusOf(id)) === 'uploaded');
    expect(await world.store.reader.head(chunkKey(id, 1))).toMatchObject({ size: 10 });
  });

  it('expires what was not finished in time, and clears away what came of it, even late', async () => {
    const body = Buffer.from('0123456789');
    const { id } = await declareFile(world, [body], undefined, new Date(Date.now() + 500));
    const etag = await sendChunk(world, id, 1, body);
    await until('expired', async () => (await statusOf(id)) === 'expired');
    await until('cleaned', async () => !(await world.store.reader.head(chunkKey(id, 1))));
    await sendChunk(world, id, 1, body);
    await producers.storageEvents.enqueue([created(id, 1, 10, etag)]);
    await until('late one removed', async () => !(await world.store.reader.head(chunkKey(id, 1))));
    expect(await world.store.remover.removePrefix(chunkKeyPrefix(id))).toBe(0);
  });

  it('asks the store where an event leaves size and ETag out', async () => {
    const body = Buffer.from('0123456789');
    const { id } = await declareFile(world, [body]);
    await sendChunk(world, id, 1, body);
    const bare = { ...created(id, 1, 10, ''), size: undefined, etag: undefined };
    await producers.storageEvents.enqueue([bare]);
    await until('uploaded', async () => (await statusOf(id)) === 'uploaded');
  });

  it('says what it depends on', async () => {
    const ready = await app.inject({ url: '/health/ready' });
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({
      status: 'ready',
      checks: CHECKS.map((name) => ({ name, status: 'up' })),
    });
    expect((await app.inject({ url: '/health/live' })).statusCode).toBe(200);
    expect(await metric('waybill_assembly_parts_copied_total')).toBeGreaterThan(0);
  });

  it('leaves nothing undone when it ends, and a second one goes on', async () => {
    const body = Buffer.from('0123456789');
    const { id } = await declareFile(world, [body]);
    const etag = await sendChunk(world, id, 1, body);
    await app.close();
    const api = new QueueProducers(world.config.redis, () => undefined);
    await api.storageEvents.enqueue([created(id, 1, 10, etag)]);
    app = await start(world);
    await until('uploaded', async () => (await statusOf(id)) === 'uploaded');
    api.close();
  });

  /** Past our URLs, which would refuse it. */
  async function putAnything(fileId: string, body: Buffer): Promise<void> {
    const [request] = await world.store.chunkUrls.signChunkPuts(
      [{ fileId, number: 1, size: body.length }],
      600,
    );
    await fetch(request?.url ?? '', {
      method: 'PUT',
      headers: request?.headers ?? {},
      body: new Uint8Array(body),
    });
  }
});

async function start(world: RealWorld): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register({ config: world.config, logger: createLogger('test', 'silent') }),
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: false },
  );
  return app.init();
}

async function until(what: string, probe: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (await probe()) return;
    await sleep(50);
  }
  throw new Error(`Waited in vain: ${what}`);
}
