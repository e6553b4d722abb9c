import type { DataSource } from 'typeorm';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { DatabaseRoleError } from './database-role-error.js';

/**
 * Grants the services' role the rows of every table, of those to come too, and nothing else: no table to
 * make, alter or truncate, nor a look at which migrations ran. Safe to repeat.
 * @param source logged in as the owner of the tables
 * @throws DatabaseRoleError where the server has no such role
 */
export async function grantToApps(source: DataSource, role: string): Promise<void> {
  const known = await rowsOf(source, 'SELECT FROM pg_roles WHERE rolname = $1', [role]);
  const name = source.driver.escape(role);
  if (known.length === 0) {
    throw new DatabaseRoleError(
      `DATABASE_URL logs in as ${name}, which the server does not know. Make it first:\n` +
        `  CREATE ROLE ${name} LOGIN PASSWORD '…';`,
    );
  }
  const [here] = await rowsOf<{ schema: string }>(source, 'SELECT current_schema() AS schema');
  const schema = source.driver.escape(here?.schema ?? 'public');
  const bookkeeping = `${schema}.${source.driver.escape(source.options.migrationsTableName ?? '')}`;
  await inTransaction(source, async (manager) => {
    // Before PostgreSQL 15 everybody may make tables in the schema `public`.
    for (const statement of [
      `REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC, ${name}`,
      `GRANT USAGE ON SCHEMA ${schema} TO ${name}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${name}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema}
       GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${name}`,
      `REVOKE ALL ON ${bookkeeping} FROM ${name}`,
    ])
      await rowsOf(manager, statement);
  });
}
