import {
  loadDatabaseConfig,
  loadMigrationConfig,
  loadRedisConfig,
  loadS3Config,
  loadStoreProofConfig,
  loadProcessorConfig,
  loadWebhookTargetConfig,
  PROCESSOR_ROLES,
} from '@waybill/config';
import {
  type File,
  type FileDraft,
  planChunks,
  type SignedRequest,
  type StoreProfile,
  systemTimers,
} from '@waybill/domain';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import {
  createDataSource,
  PgApiKeyRepository,
  PgChunkRepository,
  PgDeadLetterAdmin,
  PgDeadLetterRepository,
  PgDriftRegister,
  PgFileRepository,
  PgOutbox,
  PgStoreFactRepository,
  runMigrations,
} from '@waybill/persistence';
import { createObjectStore, type ObjectStore } from '@waybill/storage';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createTransferStrategies } from '@waybill/transfer';
import type { DataSource } from 'typeorm';
import type { AppConfig } from '../platform/app-config.js';
import { Metrics } from '../platform/metrics.js';
import { type ProcessorPorts, type ProcessorUseCases, processorUseCases } from '../use-cases.js';
import {
  RecordingAssemblyQueue,
  RecordingCleanupQueue,
  RecordingPublisher,
  RecordingVerificationQueue,
} from './recorders.js';

export interface RealWorld {
  readonly config: AppConfig;
  readonly source: DataSource;
  readonly store: ObjectStore;
  readonly profile: StoreProfile;
  readonly files: PgFileRepository;
  readonly chunks: PgChunkRepository;
  readonly deadLetters: PgDeadLetterRepository;
  readonly deadLetterAdmin: PgDeadLetterAdmin;
  readonly tenantId: string;
  close(): Promise<void>;
}

/** The real servers that the environment names, with a database and a queue prefix of our own. */
export async function realWorld(env: NodeJS.ProcessEnv): Promise<RealWorld> {
  const id = randomBytes(5).toString('hex');
  const owner = loadMigrationConfig(env);
  const server = createDataSource(owner);
  await server.initialize();
  await server.query(`CREATE DATABASE waybill_test_${id}`);
  const here = (url: string) =>
    Object.assign(new URL(url), { pathname: `/waybill_test_${id}` }).href;
  const services = loadDatabaseConfig(env);
  const database = { ...services, url: here(services.url) };
  const source = createDataSource({ ...owner, url: here(owner.url) });
  await source.initialize();
  await runMigrations(source, owner.appRole);
  // Of the stack's bucket each world has a part of its own.
  const s3 = loadS3Config({ ...env, S3_PREFIX: `test-${id}/` });
  const wanted = loadStoreProofConfig(env).profile;
  const profile = wanted === 'auto' ? 'none' : wanted;
  const store = createObjectStore(s3, { profile: () => profile });
  const facts = new PgStoreFactRepository(source);
  // As an API has proven it.
  await facts.record(s3.bucket, { profile, gaps: [], sealsFinals: true });
  return {
    config: {
      database,
      s3,
      redis: loadRedisConfig({ ...env, WAYBILL_REDIS_PREFIX: `test-${id}` }),
      intake: {},
      service: { host: '127.0.0.1', port: 0, logLevel: 'silent', shutdownGraceMs: 5_000 },
      processor: {
        roles: [...PROCESSOR_ROLES],
        storageEventConcurrency: 2,
        assemblyConcurrency: 2,
        copyConcurrency: 4,
        verificationConcurrency: 2,
        lockDurationMs: 2_000,
        stalledIntervalMs: 500,
        auditRetention: 86_400,
        tokenRetention: 86_400,
        expiryInterval: 1,
        reconciler: { interval: 1, quietFor: 1, maxGap: 60, maxFiles: 50, maxPages: 100 },
        scrub: { interval: 0, every: 3_600, maxFiles: 50 },
        sweep: { interval: 0, grace: 0, maxShare: 1 },
        webhooks: loadProcessorConfig({}).webhooks,
      },
      webhookTargets: loadWebhookTargetConfig({}),
    },
    source,
    store,
    profile,
    files: new PgFileRepository(source),
    chunks: new PgChunkRepository(source),
    deadLetters: new PgDeadLetterRepository(source),
    deadLetterAdmin: new PgDeadLetterAdmin(source),
    tenantId: await makeTenant(source),
    close: async () => {
      await source.destroy();
      await server.query(`DROP DATABASE waybill_test_${id} WITH (FORCE)`);
      await server.destroy();
      store.close();
    },
  };
}

/** The use cases on the real database and store. Nobody hears of them, and their queues lead nowhere. */
export function realUseCases(
  { source, store, profile, files, chunks, deadLetters, config }: RealWorld,
  others: Partial<ProcessorPorts> = {},
): ProcessorUseCases {
  return processorUseCases({
    ...store,
    files,
    chunks,
    deadLetters,
    drift: new PgDriftRegister(source),
    outbox: new PgOutbox(source),
    publisher: new RecordingPublisher(),
    assembly: new RecordingAssemblyQueue(),
    verification: new RecordingVerificationQueue(),
    cleanup: new RecordingCleanupQueue(),
    strategies: createTransferStrategies({ ...store, files }),
    store: { profile },
    bucket: { verify: () => Promise.resolve() },
    location: { bucket: config.s3.bucket, prefix: '' },
    reconciler: config.processor.reconciler,
    sweep: config.processor.sweep,
    webhooks: { kick: () => undefined },
    metrics: new Metrics(createMetricsRegistry()),
    logger: createLogger('test', 'silent'),
    timers: systemTimers,
    ...others,
  });
}

async function makeTenant(source: DataSource): Promise<string> {
  const keys = new PgApiKeyRepository(source);
  const hash = createHash('sha256').update(randomUUID()).digest();
  await keys.add({ role: 'tenant', tenant: 'test', hash, hint: 'test' });
  const { tenantId } = (await keys.findByHash(hash)) ?? {};
  if (tenantId === undefined) throw new Error('The tenant was not made.');
  return tenantId;
}

/** A declared file with the digests of its chunks. */
export async function declareFile(
  world: RealWorld,
  bodies: readonly Buffer[],
  chunkSize?: number,
  expiresAt = new Date(Date.now() + 3_600_000),
  overrides: Partial<FileDraft> = {},
): Promise<File> {
  const size = bodies.reduce((sum, body) => sum + body.length, 0);
  const digest = (algorithm: string, body: Buffer) =>
    createHash(algorithm).update(body).digest('hex');
  const { file } = await world.files.create({
    id: uuidv7(),
    tenantId: world.tenantId,
    name: 'a film.mp4',
    contentType: 'video/mp4',
    plan: planChunks(size, chunkSize),
    strategy: 'chunks',
    autoComplete: false,
    metadata: {},
    bucket: world.config.s3.bucket,
    expiresAt,
    digests: bodies.map((body) => ({ sha256: digest('sha256', body), md5: digest('md5', body) })),
    ...overrides,
  });
  // As an API gives out URLs that bind every digest.
  const binding = [file.id, world.profile];
  await world.source.query('UPDATE files SET url_profile = $2 WHERE id = $1', binding);
  return file;
}

/** Sends a chunk as a client does: over its pre-signed URL. @returns the ETag */
export async function sendChunk(
  world: RealWorld,
  fileId: string,
  number: number,
  body: Buffer,
): Promise<string> {
  const md5 = createHash('md5').update(body).digest('hex');
  const put = { fileId, number, size: body.length, md5 };
  const [request] = await world.store.chunkUrls.signChunkPuts([put], 600);
  return sendTo(request, body);
}

/** @returns the ETag */
export async function sendTo(request: SignedRequest | undefined, body: Buffer): Promise<string> {
  if (!request) throw new Error('No URL was signed.');
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    body: new Uint8Array(body),
  });
  if (!response.ok) throw new Error(`PUT gave ${response.status}: ${await response.text()}`);
  return (response.headers.get('etag') ?? '').replaceAll('"', '');
}

function uuidv7(): string {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `7${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ];
  return groups.join('-');
}
