import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const debianPostgres = '/usr/lib/postgresql';

/** PostgreSQL's versions on this machine, newest first. Debian keeps their programs out of PATH. */
export function postgresVersions(root = debianPostgres): string[] {
  let names: string[];
  try {
    names = readdirSync(root);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+$/.test(name) && isExecutable(join(root, name, 'bin', 'postgres')))
    .sort((a, b) => Number(b) - Number(a));
}

export function postgresBin(version: string, root = debianPostgres): string {
  return join(root, version, 'bin');
}

/** The full path of a program, or undefined when the machine does not have it. */
export function findProgram(name: string): string | undefined {
  // Servers live in sbin, which an ordinary user's PATH often lacks.
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean),
    '/usr/local/sbin',
    '/usr/sbin',
    '/usr/bin',
    '/sbin',
    ...postgresVersions().map((version) => postgresBin(version)),
  ];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
