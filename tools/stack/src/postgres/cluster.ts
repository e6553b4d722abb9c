import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessGroup } from '../process/process-group.js';
import type { Account } from './account.js';

export interface Cluster {
  processes: ProcessGroup;
  account: Account;
  /** Folder of PostgreSQL's programs. */
  bin: string;
  /** Folder of what surrounds the data. */
  home: string;
  data: string;
  port: number;
  /** Of the owner of the tables. */
  password: string;
  /** Of the role that the services log in as. */
  appPassword: string;
}

/** Whom the services log in as, and who makes the tables. */
export interface DatabaseUrls {
  readonly app: string;
  readonly owner: string;
}

const user = 'waybill';
const appRole = 'waybill_app';
const database = 'waybill';

export async function initialise(cluster: Cluster): Promise<void> {
  const { processes, account, bin, home, data, password } = cluster;
  // By file, as a command line can be read by everybody on the machine.
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.owner) chownSync(passwordFile, account.owner.uid, account.owner.gid);
  try {
    const auth = ['--auth=scram-sha-256', `--username=${user}`, `--pwfile=${passwordFile}`];
    const shape = ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'];
    await processes.tool(join(bin, 'initdb'), ['-D', data, ...auth, ...shape], {
      privileges: account.privileges,
      cwd: data,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** For data whose password nobody knows any more. The server must not run: this is one, for one user. */
export async function changePassword(cluster: Cluster): Promise<void> {
  const { processes, account, bin, data, password } = cluster;
  const statement = `ALTER ROLE ${user} PASSWORD '${password.replaceAll("'", "''")}'\n`;
  await processes.tool(join(bin, 'postgres'), ['--single', '-D', data, 'postgres'], {
    privileges: account.privileges,
    cwd: data,
    input: statement,
  });
}

export async function createDatabase({ processes, bin, port, password }: Cluster): Promise<void> {
  const server = ['--host=127.0.0.1', `--port=${port}`, `--username=${user}`, '--no-password'];
  const name = ['--maintenance-db=postgres', database];
  const env = { PGPASSWORD: password };
  await processes.tool(join(bin, 'createdb'), [...server, ...name], { env });
}

/** The role is the server's, and so there for every database of it; the migrations grant it their tables. */
export async function ensureAppRole(cluster: Cluster): Promise<void> {
  const { processes, bin, appPassword } = cluster;
  const rights = 'LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE';
  const input =
    `SELECT 'CREATE ROLE ${appRole}' ` +
    `WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${appRole}') \\gexec\n` +
    `ALTER ROLE ${appRole} ${rights} PASSWORD '${appPassword.replaceAll("'", "''")}';\n`;
  const options = ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--file=-'];
  await processes.tool(join(bin, 'psql'), [`--dbname=${withoutPassword(cluster)}`, ...options], {
    // By the environment and stdin, as a command line can be read by everybody on the machine.
    env: { PGPASSWORD: cluster.password },
    input,
  });
}

export function databaseUrls({ port, password, appPassword }: Cluster): DatabaseUrls {
  const url = (role: string, secret: string) =>
    `postgres://${role}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;
  return { app: url(appRole, appPassword), owner: url(user, password) };
}

function withoutPassword({ port }: Cluster): string {
  return `postgres://${user}@127.0.0.1:${port}/${database}`;
}
