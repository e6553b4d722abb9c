import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';
import { SchemaError } from './schema-error.js';

/** Only what the role of the service may look at: a table that was not granted to it is none. */
const COLUMNS = `
SELECT table_name AS table, column_name AS column
FROM information_schema.columns WHERE table_schema = current_schema()`;

/** How many of the missing ones are named. */
const NAMED = 5;

/**
 * A release comes after its migrations: on a schema that lacks what its entities have, a service does not
 * start. What migrations added for a later release is none of its business. Looked at once, at the start.
 */
@Injectable()
export class SchemaCheck implements OnModuleInit {
  constructor(private readonly source: DataSource) {}

  /** @throws SchemaError, DomainError database_unavailable */
  async onModuleInit(): Promise<void> {
    const rows = await rowsOf<{ table: string; column: string }>(this.source, COLUMNS);
    const there = new Set(rows.map(({ table, column }) => `${table}.${column}`));
    const missing = this.source.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns
        .map(({ databaseName }) => `${tableName}.${databaseName}`)
        .filter((name) => !there.has(name)),
    );
    if (missing.length > 0) throw new SchemaError(advice(missing));
  }
}

function advice(missing: readonly string[]): string {
  const named = missing.slice(0, NAMED).join(', ');
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more columns` : '';
  return (
    `The database is older than this release: it lacks ${named}${more}. Migrate it first, by\n` +
    `  node libs/persistence/dist/migrate.js`
  );
}
