import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/** A database of its own on the stack's server, with every migration applied. */
export interface SystemDatabase {
  readonly url: string;
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Copies it as it is now; nobody may be connected, then or at `restore`. */
  backUp(): Promise<Backup>;
  drop(): Promise<void>;
}

export interface Backup {
  /** Puts the copy into the database's place. */
  restore(): Promise<void>;
}

export async function createSystemDatabase(serverUrl: string): Promise<SystemDatabase> {
  const name = `waybill_e2e_${randomBytes(6).toString('hex')}`;
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const databaseUrl = url.href;
  await run('node', ['libs/persistence/dist/migrate.js'], {
    cwd: WORKSPACE,
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
    timeout: 60_000,
  });
  return {
    url: databaseUrl,
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
