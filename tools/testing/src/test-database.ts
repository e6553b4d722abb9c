import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { StackEnvironment } from './environment.js';

const run = promisify(execFile);
const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/** A database of its own on the stack's server, with every migration applied. */
export interface SystemDatabase {
  /** As its owner, whom row-level security does not bind. */
  readonly url: string;
  /** As the services log in. */
  readonly appUrl: string;
  /** As its owner. */
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
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

export async function createSystemDatabase(server: DatabaseServer): Promise<SystemDatabase> {
  const serverUrl = server.ownerDatabaseUrl;
  const name = `waybill_e2e_${randomBytes(6).toString('hex')}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const databaseUrl = onDatabase(serverUrl, name);
  const appUrl = onDatabase(server.databaseUrl, name);
  await run('node', ['libs/persistence/dist/migrate.js'], {
    cwd: WORKSPACE,
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: appUrl,
      WAYBILL_MIGRATION_DATABASE_URL: databaseUrl,
    },
    timeout: 60_000,
  });
  return {
    url: databaseUrl,
    appUrl,
    query: <Row>(sql: string, values: readonly unknown[] = []) =>
      withClient(
        databaseUrl,
        async (client) => (await client.query(sql, [...values])).rows as Row[],
      ),
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
