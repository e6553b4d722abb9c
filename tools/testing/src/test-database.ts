import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { WORKSPACE } from './build-folder.js';
import type { StackEnvironment } from './environment.js';

const run = promisify(execFile);

/** A database of its own on the stack's server, with every migration applied. */
export interface SystemDatabase {
  /** As its owner, whom row-level security does not bind. */
  readonly url: string;
  /** As the services log in. */
  readonly appUrl: string;
  /** As its owner. */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Applies the migrations of a build that have not run yet. @returns what was said */
  migrate(folder?: string): Promise<string>;
  /** Copies it as it is now; nobody may be connected, then or at `restore`. */
  backUp(): Promise<Backup>;
  drop(): Promise<void>;
}

export interface Backup {
  /** Puts the copy into the database's place. */
  restore(): Promise<void>;
}

/** Where a server is, for the services and for the owner of their tables. */
export type DatabaseServer = Pick<StackEnvironment, 'databaseUrl' | 'ownerDatabaseUrl'>;

/** @param folder of the build whose migrations are applied */
export async function createSystemDatabase(
  server: DatabaseServer,
  folder = WORKSPACE,
): Promise<SystemDatabase> {
  const serverUrl = server.ownerDatabaseUrl;
  const name = `waybill_e2e_${randomBytes(6).toString('hex')}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const databaseUrl = onDatabase(serverUrl, name);
  const appUrl = onDatabase(server.databaseUrl, name);
  const migrate = async (build: string) => {
    const { stdout } = await run('node', ['libs/persistence/dist/migrate.js'], {
      cwd: build,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: appUrl,
        WAYBILL_MIGRATION_DATABASE_URL: databaseUrl,
      },
      timeout: 60_000,
    });
    return stdout;
  };
  await migrate(folder);
  return {
    url: databaseUrl,
    appUrl,
    query: <Row>(sql: string, values: readonly unknown[] = []) =>
      withClient(
        databaseUrl,
        async (client) => (await client.query(sql, [...values])).rows as Row[],
      ),
    migrate: (build = WORKSPACE) => migrate(build),
    backUp: async () => {
      const copy = `${name}_backup`;
      await withClient(serverUrl, (client) =>
        client.query(`CREATE DATABASE ${copy} TEMPLATE ${name}`),
      );
      return {
        restore: () =>
          withClient(serverUrl, async (client) => {
            await client.query(`DROP DATABASE ${name}`);
            await client.query(`ALTER DATABASE ${copy} RENAME TO ${name}`);
          }),
      };
    },
    drop: async () => {
      await withClient(serverUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

function onDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient<T>(url: string, action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
  });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}
