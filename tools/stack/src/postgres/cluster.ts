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
  password: string;
}

const user = 'waybill';
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

export function databaseUrl({ port, password }: Cluster): string {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
