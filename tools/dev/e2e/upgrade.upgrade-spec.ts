import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AppProcess,
  downloadFile,
  getFile,
  StoreView,
  System,
  waitUntil,
  WORKSPACE,
} from '@waybill/testing';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const BEFORE = process.env['WAYBILL_TEST_PREVIOUS_RELEASE'] ?? '';
const TODAY = WORKSPACE;
/** Bytes by strategy: with chunks of 5 MiB, two of them where there can be several. */
const KINDS = { single: MIB, multipart: 6 * MIB, chunks: 6 * MIB } as const;
type Kind = keyof typeof KINDS;
const ALL = Object.keys(KINDS) as Kind[];

interface Uploaded {
  readonly id: string;
  readonly sha256: string;
}

/** The steps of an upgrade as docs/operations.md has them, each in the state that the one before left. */
describe('an upgrade from the release before', () => {
  let folder: string;
  let system: System;
  let older: AppProcess;
  const uploaded: Uploaded[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waybill-upgrade-'));
    system = await System.start({
      folder: BEFORE,
      env: {
        WAYBILL_RECONCILE_INTERVAL: '2',
        WAYBILL_RECONCILE_QUIET_FOR: '3',
        WAYBILL_LOCK_DURATION_MS: '3000',
        WAYBILL_STALLED_INTERVAL_MS: '1000',
      },
    });
    older = system.api;
  });

  afterAll(async () => {
    await older?.stop();
    await system?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** By a client of one release to an API of either. @throws with what the client said */
  async function upload(client: string, kind: Kind, api = system.api): Promise<Uploaded> {
    const content = randomBytes(KINDS[kind]);
    const path = join(folder, `${randomBytes(6).toString('hex')}.bin`);
    writeFileSync(path, content);
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      WAYBILL_URL: api.url,
      WAYBILL_API_KEY: system.apiKey,
    };
    const cli = join(client, 'apps/cli/bin/waybill.js');
    const args = [cli, 'upload', path, '--quiet', '--strategy', kind, '--chunk-size', '5MiB'];
    const { stdout } = await run(process.execPath, args, { env, timeout: 90_000 });
    rmSync(path);
    const made = { id: stdout.trim(), sha256: createHash('sha256').update(content).digest('hex') };
    uploaded.push(made);
    return made;
  }

  /** Uploads of each kind, one after another, as long as something is done. */
  async function during<T>(client: string, action: () => Promise<T>, api = system.api): Promise<T> {
    let done = false;
    const uploads = (async () => {
      for (let next = 0; !done || next < ALL.length; next += 1) {
        await upload(client, ALL[next % ALL.length] ?? 'single', api);
      }
    })();
    try {
      return await action();
    } finally {
      done = true;
      await uploads;
    }
  }

  async function expectAll(): Promise<void> {
    for (const { id, sha256 } of uploaded) {
      const content = await (await downloadFile(system.caller(), id)).arrayBuffer();
      const found = createHash('sha256').update(Buffer.from(content)).digest('hex');
      expect({ id, found }).toEqual({ id, found: sha256 });
    }
  }

  /** Whatever is replaced, one API is there all the time, as where they are replaced one by one. */
  async function besideAnother(action: () => Promise<unknown>): Promise<void> {
    const another = await system.startBeside('upload-api', {});
    try {
      await during(TODAY, action, another);
    } finally {
      await another.stop();
    }
  }

  const rowOf = async (id: string) => getFile(system.caller(), id);

  it('begins with the release before on its own schema', async () => {
    for (const kind of ALL) await upload(BEFORE, kind);
    await expectAll();
  });

  it('lets nothing of today work on a schema that is too old for it, and uploads go on', async () => {
    system.folder = TODAY;
    const begun = await during(BEFORE, () =>
      Promise.allSettled([
        system.startBeside('upload-api', {}),
        system.startBeside('event-processor', {}),
      ]),
    );
    for (const result of begun) {
      if (result.status === 'fulfilled') await result.value.stop();
      // Either nothing that it needs is missing yet, or it says in a line what is and what to do.
      else expect(String(result.reason)).toMatch(/did not start: The database is older than/u);
    }
    await expectAll();
  });

  it('migrates under the release before, whose uploads go on', async () => {
    const said = await during(BEFORE, () => system.database.migrate());
    expect(said).toMatch(/^migrated: |^The database is up to date/u);
    // And on what the migrations made.
    for (const kind of ALL) await upload(BEFORE, kind);
    await expectAll();
  });

  it('has both releases work beside each other, for clients of both', async () => {
    await system.startProcessor();
    const newer = await system.startBeside('upload-api', {});
    try {
      for (const api of [older, newer]) {
        for (const client of [BEFORE, TODAY]) {
          for (const kind of ALL) await upload(client, kind, api);
        }
      }
      await expectAll();
    } finally {
      await newer.stop();
    }
  });

  it('has today’s processor do what the release before has queued', async () => {
    const [old] = system.processors.splice(0, 1);
    const [today] = system.processors.splice(0, 1);
    await Promise.all([old?.stop(), today?.stop()]);
    const waiting = upload(BEFORE, 'chunks');
    const store = new StoreView(system.stack, system.bucket);
    try {
      await waitUntil('the chunks to be in the store, told of and queued', async () => {
        const keys = await store.keys('uploads/');
        return keys.length >= 2;
      });
      await system.startProcessor();
      const { id } = await waiting;
      expect((await rowOf(id)).status).toBe('completed');
    } finally {
      store.close();
    }
  });

  it('ends with today’s release alone, in the place of the one before', async () => {
    await besideAnother(async () => {
      await older.stop();
      await system.replaceApi();
    });
    for (const client of [BEFORE, TODAY]) {
      for (const kind of ALL) await upload(client, kind);
    }
    await expectAll();
  });

  it('can be taken back: the release before goes on with the new schema and what was queued', async () => {
    await besideAnother(async () => {
      system.folder = BEFORE;
      await system.api.stop();
      await system.replaceApi();
      await Promise.all(system.processors.splice(0).map((processor) => processor.stop()));
      await system.startProcessor();
    });
    for (const kind of ALL) await upload(BEFORE, kind);
    await expectAll();
  });

  it('leaves no job failed, and no dead letter', async () => {
    const letters = await system.database.query('SELECT reason FROM dead_letters');
    expect(letters).toEqual([]);
    const files = await system.database.query<{ status: string }>(
      `SELECT DISTINCT status FROM files`,
    );
    expect(files).toEqual([{ status: 'completed' }]);
  });
});
