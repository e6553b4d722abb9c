import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ArrivalResult } from '@waybill/domain';
import { createRedisTransportClient, RedisEventPublisher } from '@waybill/messaging';
import { createLogger } from '@waybill/observability';
import {
  PgApiKeyRepository,
  PgChunkRepository,
  PgFileRepository,
  PgOutbox,
} from '@waybill/persistence';
import { asDeclared, createTestDatabase, type TestDatabase } from '@waybill/persistence/testing';
import { provisionBucket } from '@waybill/stack';
import { BucketOwnership, createObjectStore } from '@waybill/storage';
import { ApiCaller } from '@waybill/testing';
import { loadApiConfig, type ApiConfig } from '../../src/platform/api-config.js';
import { createApp, type CreatedApp } from '../../src/create-app.js';
import { StoreProofKeeper } from '../../src/platform/store-proof-keeper.js';
import type { Environment } from '@waybill/config';
import { generateKey, hashKey, keyHint } from '../../src/auth/api-key.js';
import type { RouteTable } from '../../src/http/route-table.js';

export const STORE_TOKEN = 'the-store-shows-this-token';

/**
 * The whole API in this process, on real servers: its own database, Redis prefix and bucket. The
 * processors are not there; what they would do is called by hand.
 */
export class ApiUnderTest {
  private readonly transport: ReturnType<typeof createRedisTransportClient>;
  readonly files: PgFileRepository;
  readonly chunks: PgChunkRepository;

  private constructor(
    private readonly environment: Environment,
    readonly config: ApiConfig,
    readonly database: TestDatabase,
    readonly app: NestFastifyApplication,
    readonly routes: RouteTable,
    readonly url: string,
    readonly adminKey: string,
    readonly tenantKey: string,
    readonly otherTenantKey: string,
  ) {
    this.transport = createRedisTransportClient(config.redis);
    this.files = new PgFileRepository(database.source);
    this.chunks = new PgChunkRepository(database.source);
  }

  /** @param log where the service's log goes; nowhere where absent */
  static async start(
    env: Readonly<Record<string, string>> = {},
    log?: Writable,
  ): Promise<ApiUnderTest> {
    const database = await createTestDatabase(process.env['DATABASE_URL']);
    const id = randomBytes(5).toString('hex');
    const environment = {
      ...process.env,
      DATABASE_URL: database.appUrl,
      WAYBILL_REDIS_PREFIX: `api-test-${id}`,
      WAYBILL_STORE_TOKEN: STORE_TOKEN,
      S3_BUCKET: `waybill-api-${id}`,
      ...env,
    };
    const config = loadApiConfig(environment);
    await provisionBucket({
      endpoint: config.s3.endpoint ?? '',
      region: config.s3.region,
      bucket: config.s3.bucket,
      ...config.s3.credentials,
    });
    const { app, routes } = await listen(config, log).catch(async (error: unknown) => {
      await database.drop();
      throw error;
    });
    const keys = new PgApiKeyRepository(database.source);
    const add = async (role: 'tenant' | 'admin', tenant?: string) => {
      const key = generateKey(role);
      await keys.add({ role, ...(tenant && { tenant }), hash: hashKey(key), hint: keyHint(key) });
      return key;
    };
    return new ApiUnderTest(
      environment,
      config,
      database,
      app,
      routes,
      await app.getUrl(),
      await add('admin'),
      await add('tenant', 'demo'),
      await add('tenant', 'other'),
    );
  }

  /** Another replica of the API, on the same servers; whoever starts it stops it first. */
  async startReplica(env: Readonly<Record<string, string>> = {}) {
    const { app } = await listen(loadApiConfig({ ...this.environment, ...env }));
    return { url: await app.getUrl(), stop: () => app.close() };
  }

  caller(key = this.tenantKey): ApiCaller {
    return new ApiCaller(this.url, key);
  }

  /** Says that chunks arrived, as the processor does when the store has reported them. */
  async arrive(
    fileId: string,
    chunks: readonly { number: number; size: number; etag: string }[],
  ): Promise<readonly ArrivalResult[]> {
    return this.chunks.recordArrivals({
      arrivals: await asDeclared(
        this.chunks,
        chunks.map((chunk) => ({ fileId, ...chunk })),
      ),
      verification: 'storage',
    });
  }

  /** Publishes what the journal has, as the processor's relay does. */
  async relay(): Promise<void> {
    const publisher = new RedisEventPublisher(this.transport, this.config.redis);
    const outbox = new PgOutbox(this.database.source);
    while ((await outbox.publishNext(100, (events) => publisher.fileEvents(events))) > 0);
  }

  /** Gives the journal its positions, and has every message lost. */
  async relayInSilence(): Promise<void> {
    const outbox = new PgOutbox(this.database.source);
    while ((await outbox.publishNext(100, () => Promise.resolve())) > 0);
  }

  async announceChunk(chunk: {
    fileId: string;
    tenantId: string;
    number: number;
    etag: string;
    size: number;
  }): Promise<void> {
    await new RedisEventPublisher(this.transport, this.config.redis).chunksUploaded([chunk]);
  }

  /** Everything the database holds of files and keys, to see that nothing has changed. */
  async snapshot(): Promise<unknown> {
    const tables = [
      'files',
      'file_chunks',
      'journal',
      'idempotency_keys',
      'dead_letters',
      'api_keys',
      'webhook_endpoints',
      'webhook_secrets',
      'webhook_deliveries',
    ];
    const rows = tables.map((table) =>
      this.database.source.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY 1`),
    );
    return Promise.all(rows);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.transport.close();
    const store = createObjectStore(this.config.s3);
    await store.remover.removePrefix('');
    store.close();
    await this.database.drop();
  }
}

async function listen(config: ApiConfig, log?: Writable): Promise<CreatedApp> {
  const logger = createLogger('upload-api', log ? 'debug' : 'silent', log);
  const created = await createApp(config, logger);
  await created.app.get(BucketOwnership).start();
  // Before the proof: an app without its transport does not close.
  await created.app.startAllMicroservices();
  await created.app
    .get(StoreProofKeeper)
    .start()
    .catch(async (error: unknown) => {
      await created.app.close();
      throw error;
    });
  await created.app.listen(0, '127.0.0.1');
  return created;
}
