import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../errors.js';
import { postgresBin, postgresVersions } from '../packages/find-program.js';
import type { PartOptions } from '../part-options.js';
import { chooseAccount, settleAccount } from './account.js';
import {
  changePassword,
  createDatabase,
  databaseUrls,
  ensureAppRole,
  initialise,
  type Cluster,
  type DatabaseUrls,
} from './cluster.js';
import { serverArguments } from './settings.js';

export interface PostgresOptions extends PartOptions {
  port: number;
  /** Of the owner of the tables. */
  password: string;
  /** Of the services. */
  appPassword: string;
}

const madeFile = 'postgres/made';

/** @returns the URLs of the database. */
export async function startPostgres(options: PostgresOptions): Promise<DatabaseUrls> {
  const { processes, port, password, appPassword, durable, progress } = options;
  const { folder } = processes;
  const wanted = chooseAccount();
  const home = folder.of('postgres', wanted.owner);
  // What a start left that was cut off is no cluster yet.
  if (!folder.has(madeFile)) folder.remove('postgres/data');
  const data = folder.of('postgres/data', wanted.owner);
  const account = await settleAccount(wanted, data);
  const bin = postgresBin(chooseVersion(data));
  const cluster: Cluster = { processes, account, bin, home, data, port, password, appPassword };
  const known = folder.read(madeFile);
  const passwordDigest = createHash('sha256').update(password).digest('hex');
  if (known === undefined) {
    progress('postgres', 'making a database cluster');
    await initialise(cluster);
  } else if (known !== passwordDigest) {
    await changePassword(cluster);
  }
  progress('postgres', 'starting');
  const server = processes.server({
    name: 'postgres',
    command: join(bin, 'postgres'),
    args: ['-D', data, ...serverArguments({ port, folder: home, durable })],
    privileges: account.privileges,
    // SIGINT is the fast shutdown: sessions are ended, the data is written out, nothing waits.
    deathSignal: 'INT',
    stopSignal: 'SIGINT',
    // The immediate one. SIGKILL would leave its children to find out by themselves.
    forceSignal: 'SIGQUIT',
    stopDeadlineMs: 20_000,
    cwd: data,
  });
  await server.untilReady(() => isReady(data, server.pid));
  if (known === undefined) await createDatabase(cluster);
  await ensureAppRole(cluster);
  folder.mark(madeFile, passwordDigest);
  return databaseUrls(cluster);
}

/** A cluster is read by the major version that made it; a new one gets the newest. */
function chooseVersion(data: string): string {
  const installed = postgresVersions();
  const versionFile = join(data, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    const newest = installed[0];
    if (!newest) throw new StackError('PostgreSQL is not installed under /usr/lib/postgresql.');
    return newest;
  }
  const made = readFileSync(versionFile, 'utf8').trim();
  if (installed.includes(made)) return made;
  throw new StackError(
    `${data} was made by PostgreSQL ${made}, but only ${installed.join(', ')} is installed: ` +
      `install postgresql-${made}, or remove the folder to start afresh.`,
  );
}

/** The server itself writes `ready` into line 8 of its pid file (miscadmin.h, LOCK_FILE_LINE_*). */
function isReady(data: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}
