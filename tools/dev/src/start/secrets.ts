import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { newSecrets, StackError, type StackSecrets } from '@waybill/stack';

/** Everything that is made up once for a data folder and has to stay the same from then on. */
export interface Secrets extends StackSecrets {
  /** What the store shows when it reports an event. */
  storeToken: string;
  /** Of tenant `demo`. */
  apiKey: string;
  adminKey: string;
}

/** Reads the folder's secrets, or makes them. Only their owner may read the file. */
export function loadSecrets(file: string): Secrets {
  const known = readIfThere(file);
  if (known === undefined) return makeSecrets(file);
  try {
    const read = JSON.parse(known) as Secrets;
    // A folder of an earlier version lacks those that have come since.
    const secrets = { ...since(), ...read };
    const isNew = Object.keys(secrets).length > Object.keys(read).length;
    if (isWhole(secrets)) return isNew ? writeSecrets(file, secrets) : read;
  } catch {
    // Said below.
  }
  throw new StackError(`${file} is damaged. Remove it, and new secrets are made.`);
}

function makeSecrets(file: string): Secrets {
  const token = () => randomBytes(32).toString('base64url');
  const secrets: Secrets = {
    ...newSecrets(),
    storeToken: token(),
    apiKey: `wbk_${token()}`,
    adminKey: `wba_${token()}`,
  };
  return writeSecrets(file, secrets);
}

/** What the first version did not have. */
function since(): Pick<StackSecrets, 's3Upload' | 'appDatabasePassword'> {
  const { s3Upload, appDatabasePassword } = newSecrets();
  return { s3Upload, appDatabasePassword };
}

function writeSecrets(file: string, secrets: Secrets): Secrets {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

function isWhole({ s3, s3Upload, ...rest }: Secrets): boolean {
  const keys = [s3, s3Upload].flatMap((pair) => [pair.accessKeyId, pair.secretAccessKey]);
  const { databasePassword, appDatabasePassword, storeToken, apiKey, adminKey } = rest;
  const all = [...keys, databasePassword, appDatabasePassword, storeToken, apiKey, adminKey];
  return all.every((secret) => typeof secret === 'string' && secret);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
