import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { provisionBucket } from '@waybill/stack';
import getPort from 'get-port';
import { ApiCaller } from './api-caller.js';
import { AppProcess } from './app-process.js';
import { WORKSPACE } from './build-folder.js';
import { StoreView } from './store-view.js';
import { stackEnvironment, type StackEnvironment } from './environment.js';
import { createSystemDatabase, type DatabaseServer, type SystemDatabase } from './test-database.js';

const run = promisify(execFile);

export interface SystemOptions {
  readonly processors?: number;
  /** `push` is immediate, and lost while the API is down; `off` suppresses every event. */
  readonly notifications?: 'push' | 'off';
  /** Where the store sends its events, in place of the API. */
  readonly eventsTo?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another system's bucket, to be used beside it; a new one where it is left out. */
  readonly bucket?: string;
  /** Servers to use instead of the stack's. */
  readonly database?: DatabaseServer;
  readonly redisUrl?: string;
  /** Of the build whose migrations are applied and whose apps are started; today's where it is left out. */
  readonly folder?: string;
}

/** The whole of Waybill on its own database, bucket and queue prefix, as real processes. */
export class System {
  readonly processors: AppProcess[] = [];

  private constructor(
    readonly stack: StackEnvironment,
    readonly database: SystemDatabase,
    readonly bucket: string,
    readonly storeToken: string,
    readonly env: Readonly<Record<string, string>>,
    public api: AppProcess,
    readonly apiKey: string,
    readonly adminKey: string,
    private readonly ownsBucket: boolean,
    /** Of the build whose apps are started from now on. */
    public folder: string,
  ) {}

  static async start(options: SystemOptions = {}): Promise<System> {
    const stack = stackEnvironment();
    const id = randomBytes(5).toString('hex');
    const { folder = WORKSPACE } = options;
    const database = await createSystemDatabase(options.database ?? stack, folder);
    const storeToken = randomBytes(24).toString('hex');
    const bucket = options.bucket ?? `waybill-e2e-${id}`;
    const port = await getPort();
    const env = {
      DATABASE_URL: database.appUrl,
      // Where the tests were given a server with one role.
      WAYBILL_PRIVILEGED_DATABASE_ROLE: process.env['WAYBILL_PRIVILEGED_DATABASE_ROLE'] ?? '',
      REDIS_URL: options.redisUrl ?? stack.redisUrl,
      S3_ENDPOINT: stack.s3.endpoint,
      S3_REGION: stack.s3.region,
      S3_BUCKET: bucket,
      AWS_ACCESS_KEY_ID: stack.s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: stack.s3.secretAccessKey,
      ...(stack.upload && {
        S3_UPLOAD_ACCESS_KEY_ID: stack.upload.accessKeyId,
        S3_UPLOAD_SECRET_ACCESS_KEY: stack.upload.secretAccessKey,
      }),
      WAYBILL_STORE_PROFILE: stack.storeProfile,
      WAYBILL_STORE_TOKEN: storeToken,
      WAYBILL_REDIS_PREFIX: `e2e-${id}`,
      LOG_LEVEL: 'info',
      // The receivers of webhooks are servers of the tests.
      WAYBILL_WEBHOOK_ALLOW_HTTP: 'true',
      WAYBILL_WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
      ...options.env,
    };
    const push = {
      url: options.eventsTo ?? `http://127.0.0.1:${port}/v1/storage-events`,
      token: storeToken,
      persistent: false,
    };
    await provisionBucket({
      ...stack.s3,
      bucket,
      ...(options.notifications === 'off' ? {} : { push }),
    });
    const apiKey = `wbk_${randomBytes(32).toString('base64url')}`;
    const adminKey = `wba_${randomBytes(32).toString('base64url')}`;
    await ensureKey(folder, env, ['--tenant', 'demo', '--key', apiKey]);
    await ensureKey(folder, env, ['--admin', '--key', adminKey]);
    const api = await AppProcess.start('upload-api', port, env, folder);
    const system = new System(
      stack,
      database,
      bucket,
      storeToken,
      env,
      api,
      apiKey,
      adminKey,
      options.bucket === undefined,
      folder,
    );
    const processors = Array.from({ length: options.processors ?? 1 }, () =>
      system.startProcessor(),
    );
    try {
      await Promise.all(processors);
    } catch (error) {
      await Promise.allSettled(processors);
      await system.stop();
      throw error;
    }
    return system;
  }

  async startProcessor(env: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const processor = await this.startBeside('event-processor', env);
    this.processors.push(processor);
    return processor;
  }

  /** A process with settings of its own, which no `stop` here ends. */
  async startBeside(app: string, env: Readonly<Record<string, string>>): Promise<AppProcess> {
    return AppProcess.start(app, await getPort(), { ...this.env, ...env }, this.folder);
  }

  /** Another API in the place of the one that has ended, under its address. */
  async replaceApi(): Promise<void> {
    const port = Number(new URL(this.api.url).port);
    this.api = await AppProcess.start('upload-api', port, this.env, this.folder);
  }

  /** Another replica of the API; whoever starts it ends it. */
  async startReplica(): Promise<AppProcess> {
    return this.startBeside('upload-api', {});
  }

  /** Calls the API as the demo tenant, or with another key. */
  caller(key = this.apiKey): ApiCaller {
    return new ApiCaller(this.api.url, key);
  }

  /** A key of another tenant, by the on-call way. */
  async tenantKey(tenant: string): Promise<string> {
    const made = await this.caller(this.adminKey).call<{ key: string }>('POST', '/v1/admin/keys', {
      tenant,
    });
    return made.body.key;
  }

  async stop(): Promise<void> {
    await Promise.all([this.api, ...this.processors].map((app) => app.stop()));
    await this.database.drop();
    if (!this.ownsBucket) return;
    const store = new StoreView(this.stack, this.bucket);
    await store.removeBucket().finally(() => store.close());
  }
}

async function ensureKey(
  folder: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<void> {
  await run('node', ['apps/upload-api/dist/keys/main.js', 'ensure', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    timeout: 60_000,
  });
}
