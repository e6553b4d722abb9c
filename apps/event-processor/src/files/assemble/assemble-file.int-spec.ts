import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chunkKey, chunkKeyPrefix, fileKey, multipartEtag, planChunks } from '@waybill/domain';
import { asDeclared } from '@waybill/persistence/testing';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { createTransferStrategies, type TransferPorts } from '@waybill/transfer';
import { CrashPoint, died } from '@waybill/transfer/testing';
import { createHash, randomUUID } from 'node:crypto';
import { CleanUpFile } from '../clean-up/clean-up-file.js';
import { declareFile, realWorld, type RealWorld, sendChunk } from '../../testing/real-world.js';
import { AssembleFile } from './assemble-file.js';
import { Metrics } from '../../platform/metrics.js';
import type { AssembleFilePorts } from './assembly-ports.js';

const MIB = 1024 * 1024;
const digest = (algorithm: string, body: Buffer) =>
  createHash(algorithm).update(body).digest('hex');
const bodies = [Buffer.alloc(5 * MIB, 1), Buffer.alloc(5 * MIB, 2), Buffer.from('the end')];

describe('AssembleFile on the real store and database', () => {
  let world: RealWorld;

  beforeAll(async () => {
    world = await realWorld(process.env);
  });
  afterAll(() => world?.close());

  const strategiesOf = (wrap: (ports: TransferPorts) => TransferPorts = (ports) => ports) =>
    createTransferStrategies(wrap({ ...world.store, files: world.files }));

  const portsOf = (wrap?: Parameters<typeof strategiesOf>[0]): AssembleFilePorts => ({
    files: world.files,
    chunks: world.chunks,
    strategies: strategiesOf(wrap),
    hasher: world.store.hasher,
    remover: world.store.remover,
  });

  const assembler = (ports = portsOf()) =>
    new AssembleFile(
      ports,
      { bucket: world.config.s3.bucket, prefix: '' },
      new Metrics(createMetricsRegistry()),
    );

  async function completing(contents: readonly Buffer[], chunkSize?: number): Promise<string> {
    const file = await declareFile(world, contents, chunkSize);
    await arrive(
      file.id,
      contents,
      contents.map((_, index) => index + 1),
    );
    return file.id;
  }

  async function arrive(
    fileId: string,
    contents: readonly Buffer[],
    numbers: readonly number[],
  ): Promise<void> {
    const arrivals = await Promise.all(
      numbers.map(async (number) => {
        const body = contents[number - 1] ?? Buffer.of();
        const etag = await sendChunk(world, fileId, number, body);
        return { fileId, number, size: body.length, etag };
      }),
    );
    await world.chunks.recordArrivals({
      arrivals: await asDeclared(world.chunks, arrivals),
      verification: 'storage',
    });
    await world.files.change({ fileId }, () => ({ status: 'completing' }));
  }

  async function expectCompleted(fileId: string, contents: readonly Buffer[]): Promise<void> {
    const file = await world.files.find({ fileId });
    const chunks = await world.chunks.all(fileId);
    const etag = multipartEtag(chunks.map((chunk) => chunk.etag ?? ''));
    expect(file).toMatchObject({ status: 'completed', location: { key: fileKey(fileId), etag } });
    expect(file?.fingerprint).toMatch(new RegExp(`^[0-9a-f]{64}-${contents.length}$`, 'u'));
    expect(await world.store.uploads.find(fileKey(fileId))).toEqual([]);
    const { url } = await world.store.downloads.signDownload(
      {
        bucket: world.config.s3.bucket,
        key: fileKey(fileId),
        name: 'x',
        contentType: 'video/mp4',
        disposition: 'attachment',
      },
      60,
    );
    const body = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(body.equals(Buffer.concat(contents))).toBe(true);
  }

  it.each([
    ['several chunks', bodies, 5 * MIB],
    ['one chunk', [Buffer.from('small')], undefined],
    ['no bytes', [Buffer.alloc(0)], undefined],
  ] as const)('assembles a file of %s', async (_, contents, chunkSize) => {
    const fileId = await completing(contents, chunkSize);
    expect(await assembler().execute(fileId)).toBe('completed');
    await expectCompleted(fileId, contents);
    expect(await assembler().execute(fileId)).toBe('skipped');
  });

  it('goes on after a worker that died, whichever call was its last', async () => {
    for (let at = 1; ; at += 1) {
      const fileId = await completing(bodies, 5 * MIB);
      const point = new CrashPoint(at, 'after');
      const { files, chunks } = point.aroundAll({ files: world.files, chunks: world.chunks });
      const ports = { ...portsOf((transfer) => point.aroundAll(transfer)), files, chunks };
      if (!(await died(assembler(ports).execute(fileId)))) break;
      await assembler().execute(fileId);
      await expectCompleted(fileId, bodies);
    }
  });

  it('has one winner when workers race', async () => {
    const fileId = await completing(bodies, 5 * MIB);
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => assembler().execute(fileId)),
    );
    expect(outcomes.filter((outcome) => outcome === 'completed')).toHaveLength(1);
    await expectCompleted(fileId, bodies);
  });

  it('puts chunks back that are gone, and completes with what is sent again', async () => {
    const fileId = await completing(bodies, 5 * MIB);
    await world.store.remover.remove([chunkKey(fileId, 1), chunkKey(fileId, 3)]);
    expect(await assembler().execute(fileId)).toBe('put_back');
    const missing = await world.chunks.missing(fileId, 10);
    expect(missing.numbers).toEqual([1, 3]);
    expect(await world.files.find({ fileId })).toMatchObject({
      status: 'uploading',
      uploadedChunks: 1,
      uploadedBytes: 5 * MIB,
    });
    expect(await assembler().execute(fileId)).toBe('skipped');
    await arrive(fileId, bodies, missing.numbers);
    expect(await assembler().execute(fileId)).toBe('completed');
    await expectCompleted(fileId, bodies);
  });

  it('puts a chunk back that is another one now than was declared', async () => {
    const fileId = await completing(bodies, 5 * MIB);
    await world.store.remover.remove([chunkKey(fileId, 2)]);
    await sendChunk(world, fileId, 2, Buffer.alloc(5 * MIB, 99));
    expect(await assembler().execute(fileId)).toBe('put_back');
    expect((await world.chunks.missing(fileId, 10)).numbers).toEqual([2]);
  });

  it.each([
    ['multipart', bodies, 5 * MIB],
    ['single', [Buffer.from('small')], undefined],
  ] as const)(
    'completes a file that came by the strategy %s',
    async (name, contents, chunkSize) => {
      const size = Buffer.concat(contents).length;
      const { file } = await world.files.create({
        id: randomUUID(),
        tenantId: world.tenantId,
        name: 'a film.mp4',
        contentType: 'video/mp4',
        plan: planChunks(size, chunkSize),
        strategy: name,
        autoComplete: false,
        metadata: {},
        bucket: world.config.s3.bucket,
        expiresAt: new Date(Date.now() + 3_600_000),
        digests: contents.map((body) => ({ sha256: digest('sha256', body) })),
      });
      const strategy = strategiesOf().get(name);
      const puts = contents.map((body, index) => ({
        fileId: file.id,
        number: index + 1,
        size: body.length,
        md5: digest('md5', body),
      }));
      const requests = await strategy.sign(file, puts, 600);
      for (const [index, { url, headers }] of requests.entries()) {
        const body = Uint8Array.from(contents[index] ?? []);
        const { status } = await fetch(url, { method: 'PUT', headers, body });
        expect(status).toBe(200);
      }
      const now = (await world.files.find({ fileId: file.id })) ?? file;
      const stored = await strategy.storedChunks(now);
      const arrivals = stored.map((chunk) => ({ fileId: file.id, ...chunk }));
      await world.chunks.recordArrivals({
        arrivals: await asDeclared(world.chunks, arrivals),
        verification: 'client',
      });
      await world.files.change({ fileId: file.id }, () => ({ status: 'completing' }));
      expect(await assembler().execute(file.id)).toBe('completed');
      expect(await assembler().execute(file.id)).toBe('skipped');
      const completed = await world.files.find({ fileId: file.id });
      expect(completed?.fingerprint).toBeDefined();
      expect(await world.store.reader.head(fileKey(file.id))).toMatchObject({
        size,
        etag: completed?.location?.etag,
      });
      await strategy.discard(file, { keepFinal: false });
      expect(await world.store.reader.head(fileKey(file.id))).toBeUndefined();
    },
  );

  it('is cleaned up after: chunks go, the object stays until it is deleted', async () => {
    const fileId = await completing(bodies, 5 * MIB);
    await assembler().execute(fileId);
    await world.store.uploads.create(fileKey(fileId), { contentType: 'x/y', name: 'stray' });
    const { files, store } = world;
    const logger = createLogger('test', 'silent');
    const cleanUp = new CleanUpFile(files, strategiesOf(), logger);
    for (let round = 0; round < 2; round += 1) await cleanUp.execute(fileId);
    expect(await store.reader.head(chunkKey(fileId, 1))).toBeUndefined();
    expect(await store.remover.removePrefix(chunkKeyPrefix(fileId))).toBe(0);
    await expectCompleted(fileId, bodies);

    await files.change({ fileId }, () => ({ status: 'deleted' }));
    await cleanUp.execute(fileId);
    expect(await store.reader.head(fileKey(fileId))).toBeUndefined();
  });
});
