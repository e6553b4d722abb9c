import { resolve } from 'node:path';
import { DataFolder } from './data-folder.js';
import { lockFolder } from './lock.js';
import type { Part } from './packages/catalogue.js';
import { ensurePackages } from './packages/ensure.js';
import { assertFree, assertPartsFree, freePorts } from './ports.js';
import type { DatabaseUrls } from './postgres/cluster.js';
import { startPostgres } from './postgres/postgres.js';
import { outliveLeftovers } from './process/leftovers.js';
import { ProcessGroup } from './process/process-group.js';
import { noProgress } from './progress.js';
import { startRedis } from './redis/redis.js';
import { newSecrets } from './secrets.js';
import type { Stack, StackOptions } from './stack-options.js';
import { externalStore, ownStore, type Store } from './store.js';

/** Brings up PostgreSQL, Redis and an S3 store, all at once, and prepares the bucket. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { durable, use = {}, push, bucket = 'waybill', signal } = options;
  const { onProgress: progress = noProgress, secrets = newSecrets() } = options;
  const folder = new DataFolder(resolve(options.dataDir));
  const unlock = lockFolder(folder.path);
  // The caller's signal is heeded only while the stack starts: later, stop() says when.
  const starting = new AbortController();
  const giveUp = () => starting.abort(signal?.reason);
  signal?.addEventListener('abort', giveUp);
  const group = () => new ProcessGroup(folder, starting.signal);
  const groups = { postgres: group(), redis: group(), s3: group() };
  const told = new Set<string>();
  const stop: Stack['stop'] = async (how) => {
    const stopPart = async ([part, processes]: [string, ProcessGroup]) => {
      // A stop by force comes on top of one with patience, which will tell.
      const tell = told.has(part) || processes.servers.length === 0 ? noProgress : progress;
      told.add(part);
      tell(part, 'stopping');
      await processes.stop(how);
      tell(part, 'stopped');
    };
    await Promise.all(Object.entries(groups).map(stopPart));
    unlock();
  };
  const begin = (part: Part) => ({ processes: groups[part], durable, progress });
  const report = async <T>(part: Part, ready: Promise<T>): Promise<T> => {
    try {
      const result = await ready;
      progress(part, 'ready');
      return result;
    } catch (error) {
      progress(part, 'failed');
      throw error;
    }
  };
  try {
    const parts = ownParts(options);
    await outliveLeftovers(folder.of('run'));
    for (const { port, purpose } of options.alsoFree ?? []) await assertFree(port, purpose);
    await ensurePackages([...parts, ...(options.alsoNeeded ?? [])], progress);
    signal?.throwIfAborted();
    // Another start's data would come with another start's passwords.
    if (!durable) folder.clear();
    folder.turnLogs();
    const ports = options.ports ?? (await freePorts());
    await assertPartsFree(parts, ports);

    const { databasePassword: password, appDatabasePassword: appPassword } = secrets;
    const keys = { service: secrets.s3, upload: secrets.s3Upload };
    const postgres = () =>
      startPostgres({ ...begin('postgres'), port: ports.postgres, password, appPassword });
    const redis = () => startRedis({ ...begin('redis'), port: ports.redis });
    const { storeGibibytes: gibibytes, onStoreFull: onFull } = options;
    const limits = { ...(gibibytes && { gibibytes }), ...(onFull && { onFull }) };
    const { setUpStore: apply = false, onStoreSetup: announce = () => undefined } = options;
    const foreign = { apply, announce };
    const s3 = () => ownStore({ ...begin('s3'), ports, keys, ...limits }, bucket, push);
    const [database, redisUrl, store] = await allSettledOrThrow([
      use.databaseUrl
        ? { app: use.databaseUrl, owner: use.ownerDatabaseUrl }
        : report('postgres', postgres()),
      use.redisUrl ?? report('redis', redis()),
      report('s3', use.s3 ? externalStore(use.s3, push, foreign) : s3()),
    ]);
    return {
      env: stackEnv(database, redisUrl, store),
      logs: logsOf(Object.values(groups)),
      warnings: store.warnings,
      reclaimSpace: () => store.reclaimSpace(),
      failure: Promise.race(Object.values(groups).map(({ failure }) => failure)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

function ownParts({ use = {} }: StackOptions): Part[] {
  const parts: Part[] = [];
  if (!use.databaseUrl) parts.push('postgres');
  if (!use.redisUrl) parts.push('redis');
  if (!use.s3) parts.push('s3');
  return parts;
}

/** Like Promise.all, but rejects only when all have settled: nothing starts after the clean-up. */
async function allSettledOrThrow<T extends readonly unknown[]>(values: [...T]) {
  await Promise.allSettled(values);
  return Promise.all(values);
}

function logsOf(groups: readonly ProcessGroup[]): Record<string, string> {
  const servers = groups.flatMap(({ servers }) => servers);
  return Object.fromEntries(servers.map(({ name, logFile }) => [name, logFile]));
}

function stackEnv(
  database: Partial<DatabaseUrls> & Pick<DatabaseUrls, 'app'>,
  redisUrl: string,
  store: Store,
): Record<string, string> {
  const { s3, upload, storeProfile } = store;
  return {
    DATABASE_URL: database.app,
    ...(database.owner && { WAYBILL_MIGRATION_DATABASE_URL: database.owner }),
    REDIS_URL: redisUrl,
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: s3.bucket,
    S3_REGION: s3.region,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    ...(upload && {
      S3_UPLOAD_ACCESS_KEY_ID: upload.accessKeyId,
      S3_UPLOAD_SECRET_ACCESS_KEY: upload.secretAccessKey,
    }),
    ...(storeProfile && { WAYBILL_STORE_PROFILE: storeProfile }),
  };
}
