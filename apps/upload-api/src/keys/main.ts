import { parseArgs } from 'node:util';
import { ConfigError, loadDatabaseConfig, startFailure } from '@waybill/config';
import { DomainError } from '@waybill/domain';
import {
  createDataSource,
  databaseDependency,
  EVERY_TENANT,
  PgApiKeyRepository,
  seenBy,
} from '@waybill/persistence';
import { ensureKey, UsageError } from './ensure-key.js';

const USAGE = `Usage:
  node keys/main.js ensure --tenant NAME --key wbk_…
  node keys/main.js ensure --admin --key wba_…
Adds exactly this key to the database at DATABASE_URL, if it is not there.
Exit codes: 0 done, 1 the database or the environment is at fault, 2 wrong usage.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tenant: { type: 'string' },
      admin: { type: 'boolean' },
      key: { type: 'string' },
    },
  });
  if (positionals.join(' ') !== 'ensure') throw new UsageError('The only command is "ensure".');
  const source = await createDataSource(
    { ...loadDatabaseConfig(), poolSize: 1 },
    { applicationName: 'waybill-keys' },
  ).initialize();
  try {
    const record = await ensureKey(new PgApiKeyRepository(seenBy(source, EVERY_TENANT)), values);
    const holder = record.tenant === undefined ? 'admin' : `tenant ${record.tenant}`;
    process.stdout.write(`${record.hint}… is a key of ${holder} (${record.id}).\n`);
  } finally {
    await source.destroy();
  }
}

main().catch((error: unknown) => {
  const wrongUsage = error instanceof UsageError || isParseError(error);
  const refused = error instanceof DomainError && error.code !== 'database_unavailable';
  const text =
    wrongUsage || refused || error instanceof ConfigError
      ? error.message
      : startFailure(error, [databaseDependency(loadDatabaseConfig())]);
  process.stderr.write(wrongUsage ? `${text}\n\n${USAGE}` : `${text}\n`);
  process.exitCode = wrongUsage ? 2 : 1;
});

function isParseError(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
}
