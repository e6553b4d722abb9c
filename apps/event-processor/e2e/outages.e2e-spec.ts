import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EventWatcher,
  RestartableServer,
  System,
  waitUntil,
  type StreamedEvent,
} from '@waybill/testing';
import { Redis } from 'ioredis';
import { completion, upload } from './support/patient-client.js';

/** Milliseconds between the starts of two uploads. */
const PACE = 150;
const UPLOADS_BEFORE = 6;
const UPLOADS_AFTER = 10;

/** Something is taken away in the middle of a stream of uploads, and comes back. */
describe('an outage during a stream of uploads', () => {
  let postgres: RestartableServer;
  let redis: RestartableServer;
  let system: System;
  let watchers: EventWatcher[];

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([
      RestartableServer.start('postgres'),
      RestartableServer.start('redis'),
    ]);
    system = await System.start({
      processors: 2,
      database: postgres.database,
      redisUrl: redis.url,
      env: {
        WAYBILL_RECONCILE_INTERVAL: '2',
        WAYBILL_RECONCILE_QUIET_FOR: '3',
        WAYBILL_RECONCILE_MAX_GAP: '5',
        WAYBILL_LOCK_DURATION_MS: '3000',
        WAYBILL_STALLED_INTERVAL_MS: '1000',
        // What is away is found out soon.
        WAYBILL_REDIS_COMMAND_TIMEOUT_MS: '2000',
        WAYBILL_S3_COPY_TIMEOUT_MS: '15000',
      },
    });
    const headers = { authorization: `Bearer ${system.apiKey}` };
    watchers = [1, 2].map(() => new EventWatcher(() => `${system.api.url}/v1/events`, headers));
  });
  afterAll(async () => {
    await Promise.all((watchers ?? []).map((watcher) => watcher.stop()));
    await system?.stop();
    await redis?.stop();
    await postgres?.stop();
  });

  const OUTAGES: Readonly<Record<string, () => Promise<void>>> = {
    'Redis restarted': () => redis.restart({ force: false }),
    'Redis killed': () => redis.restart({ force: true }),
    'Redis flushed': async () => {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
    },
    'PostgreSQL restarted': () => postgres.restart({ force: false }),
    'PostgreSQL killed': () => postgres.restart({ force: true }),
    'a processor killed': async () => {
      await system.processors.shift()?.stop('SIGKILL');
      await system.startProcessor();
    },
    'the API killed': async () => {
      await system.api.stop('SIGKILL');
      await system.replaceApi();
    },
  };

  it.each(Object.keys(OUTAGES))(
    '%s: every upload completes, every watcher sees all',
    async (name) => {
      const uploads: Promise<string>[] = [];
      const begin = async (count: number) => {
        for (let made = 0; made < count; made++) {
          uploads.push(upload(system.caller()));
          await sleep(PACE);
        }
      };
      await begin(UPLOADS_BEFORE);
      await Promise.all([OUTAGES[name]?.(), begin(UPLOADS_AFTER)]);

      const files = await Promise.all(uploads);
      for (const id of files) {
        await completion(system.caller(), id);
      }
      for (const watcher of watchers) {
        await waitUntil('the watcher to have seen the end of each file', () => {
          const ended = new Set(ofType(watcher.events, 'file.completed').map(fileOf));
          return Promise.resolve(files.every((id) => ended.has(id)));
        });
      }
      // Only now: the relay gives a row its position after the file is `completed` for who asks.
      for (const id of files) {
        const journal = await journalOf(system, id);
        for (const { events } of watchers) expect(firstSeen(events, id)).toEqual(journal);
      }
    },
  );
});

/** What happened to a file, in order: the types and ids as they are kept. */
async function journalOf(system: System, fileId: string): Promise<string[]> {
  const rows = await system.database.query<{ type: string; position: string }>(
    'SELECT type, position FROM journal WHERE file_id = $1 ORDER BY position',
    [fileId],
  );
  return rows.map(({ type, position }) => `${position} ${type}`);
}

/** The file's events as this watcher saw them, doubles left out; the order is that of the first sight. */
function firstSeen(events: readonly StreamedEvent[], fileId: string): string[] {
  const mine = events.filter((event) => fileOf(event) === fileId);
  return [...new Set(mine.map(({ id, event }) => `${id} ${event}`))];
}

function ofType(events: readonly StreamedEvent[], type: string): StreamedEvent[] {
  return events.filter(({ event }) => event === type);
}

function fileOf({ data }: StreamedEvent): unknown {
  return data['fileId'];
}
