import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStallingProxy, type StallingProxy } from '@waybill/persistence/testing';
import {
  ApiCaller,
  stackEnvironment,
  StoreProxy,
  System,
  TestRedis,
  waitUntil,
  type Answer,
  type StoreOperation,
} from '@waybill/testing';
import { completion, upload } from './support/patient-client.js';

/** Milliseconds. What the API keeps to is two seconds; the rest is for a machine that does much else. */
const LONGEST_ANSWER = 4_000;
const LASTS = 4_000;
const PACE = 300;
const WRITES = new Set<StoreOperation>([
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'CompleteMultipartUpload',
]);

/** A storage event that is queued and then ignored. */
const NOTHING_OF_OURS = {
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'another' }, object: { key: 'k', size: 1, eTag: 'e' } },
    },
  ],
};

interface Call {
  readonly what: string;
  readonly status: number;
  readonly ms: number;
}

/** Remembers what each call was answered, and how long it took. */
class WatchedCaller extends ApiCaller {
  readonly calls: Call[] = [];

  override async call<Body>(...asked: Parameters<ApiCaller['call']>): Promise<Answer<Body>> {
    const started = performance.now();
    const answer = await super.call<Body>(...asked);
    const ms = Math.round(performance.now() - started);
    this.calls.push({ what: `${asked[0]} ${asked[1]}`, status: answer.status, ms });
    return answer;
  }
}

interface Fault {
  readonly begin: () => unknown;
  readonly end: () => unknown;
  /** The check that names it in the API's readiness; none where there may be no time to. */
  readonly check?: string;
  /** Of readiness while it lasts. */
  readonly status?: number;
}

/** What an API depends on stands still, is full or breaks all the time, under load, and is well again. */
describe('a dependency that stands still', () => {
  let database: StallingProxy;
  let redis: TestRedis;
  let store: StoreProxy;
  let system: System;

  beforeAll(async () => {
    const stack = stackEnvironment();
    [database, redis, store] = await Promise.all([
      startStallingProxy(stack.databaseUrl),
      TestRedis.start(),
      StoreProxy.to(stack.s3.endpoint),
    ]);
    system = await System.start({
      database: { databaseUrl: database.url, ownerDatabaseUrl: stack.ownerDatabaseUrl },
      redisUrl: redis.url,
      env: {
        S3_ENDPOINT: store.url,
        WAYBILL_RECONCILE_INTERVAL: '2',
        WAYBILL_RECONCILE_QUIET_FOR: '3',
        WAYBILL_RECONCILE_MAX_GAP: '5',
        WAYBILL_LOCK_DURATION_MS: '3000',
        WAYBILL_STALLED_INTERVAL_MS: '1000',
        WAYBILL_S3_COPY_TIMEOUT_MS: '15000',
      },
    });
  });
  afterAll(async () => {
    redis?.signal('SIGCONT');
    database?.resume();
    if (store) store.hooks = {};
    await system?.stop();
    store?.close();
    await redis?.stop();
    await database?.close();
  });

  /** Ends every connection of both services, ten times a second. */
  function terminator(): Pick<Fault, 'begin' | 'end'> {
    let ending = false;
    let running: Promise<void> | undefined;
    const run = async () => {
      while (!ending) {
        await system.database
          .query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()`,
          )
          .catch(() => undefined);
        await sleep(100);
      }
    };
    return {
      begin: () => void (running = run()),
      end: () => {
        ending = true;
        return running;
      },
    };
  }

  /** Lets no call pass, or no write: a store that is full answers reads, and lets writes wait. */
  function held(only?: ReadonlySet<StoreOperation>): Pick<Fault, 'begin' | 'end'> {
    let release: () => void = () => undefined;
    const freed = new Promise<void>((resolve) => (release = resolve));
    return {
      begin: () => {
        store.hooks = {
          hold: ({ operation }) => ((only?.has(operation) ?? true) ? freed : undefined),
        };
      },
      end: () => {
        store.hooks = {};
        release();
      },
    };
  }

  const FAULTS: Readonly<Record<string, () => Fault>> = {
    'PostgreSQL ends all connections ten times a second': terminator,
    'PostgreSQL stands still': () => ({
      begin: () => database.stall(),
      end: () => database.resume(),
      check: 'database',
      status: 503,
    }),
    'Redis stands still': () => ({
      begin: () => redis.signal('SIGSTOP'),
      end: () => redis.signal('SIGCONT'),
      check: 'redis',
      status: 200,
    }),
    'Redis is full': () => ({
      begin: () => redis.ask('CONFIG SET maxmemory 1'),
      end: () => redis.ask('CONFIG SET maxmemory 0'),
      check: 'redis',
      status: 200,
    }),
    'the store stands still': () => ({ ...held(), check: 'store', status: 200 }),
    'the store is full': () => ({ ...held(WRITES), check: 'store_writes', status: 200 }),
  };

  async function ready(): Promise<{ status: number; down: readonly string[] }> {
    const response = await fetch(`${system.api.url}/health/ready`);
    const { checks } = (await response.json()) as {
      checks: readonly { name: string; status: string }[];
    };
    const down = checks.filter(({ status }) => status === 'down').map(({ name }) => name);
    return { status: response.status, down };
  }

  it.each(Object.keys(FAULTS))(
    '%s: it is said soon and why, no service ends, and all goes on by itself',
    async (name) => {
      const fault = FAULTS[name]?.();
      if (!fault) throw new Error(`There is no fault ${name}.`);
      const api = new WatchedCaller(system.api.url, system.apiKey);
      const events = new WatchedCaller(system.api.url, system.storeToken);
      const uploads: Promise<string>[] = [];
      let over = false;
      const load = (async () => {
        while (!over) {
          uploads.push(upload(api, 30_000));
          await api.call('GET', '/v1/files');
          await events.call('POST', '/v1/storage-events', NOTHING_OF_OURS);
          await sleep(PACE);
        }
      })();
      await sleep(3 * PACE);
      await fault.begin();
      const pause = sleep(LASTS);
      const { check } = fault;
      if (check !== undefined) {
        const seen = await waitUntil(`${check} to be down`, async () => {
          const { status, down } = await ready();
          return down.includes(check) && { status };
        });
        expect(seen.status).toBe(fault.status);
      }
      await pause;
      await fault.end();
      await sleep(3 * PACE);
      over = true;
      await load;

      for (const id of await Promise.all(uploads)) await completion(api, id);
      await waitUntil('nothing to be down', async () => (await ready()).down.length === 0);
      const apps = [system.api, ...system.processors];
      expect(apps.map(({ hasEnded }) => hasEnded)).toEqual(apps.map(() => false));
      const wrong = [...api.calls, ...events.calls].filter(
        ({ status, ms }) => (status >= 500 && status !== 503) || ms > LONGEST_ANSWER,
      );
      expect(wrong).toEqual([]);
    },
  );

  it('whose log has no reader any more ends within its time', async () => {
    const apps = [system.api, ...system.processors];
    for (const app of apps) app.loseLogReader();
    // Answers that are logged, and so find the pipe broken.
    await Promise.all(Array.from({ length: 10 }, () => system.caller().call('GET', '/v1/nothing')));
    expect(await Promise.all(apps.map((app) => app.stop()))).toEqual(apps.map(() => 0));
  });
});
