import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { guarded } from './database-errors.js';
import type { PgClient } from './pg-driver.js';

/** A statement that each connection plans once, instead of every time. */
export interface PreparedStatement {
  /** Names the statement on its connection; another text needs another name. */
  readonly name: string;
  readonly text: string;
}

/** PostgreSQL cuts names off after 63 bytes. */
const NAME_LENGTH = 22;

/** Those that are made as they are needed, since their columns come from the entities: a few. */
const known = new Map<string, PreparedStatement>();

/** A statement whose name is made of its text, so that another text has another name. */
export function prepared(text: string): PreparedStatement {
  let statement = known.get(text);
  if (!statement) {
    const name = createHash('sha256').update(text).digest('base64url').slice(0, NAME_LENGTH);
    statement = { name, text };
    known.set(text, statement);
  }
  return statement;
}

/**
 * Runs a prepared statement, which TypeORM's `query` cannot. Worth it for long statements that run
 * often: planning took as long as a batch of 20 arrivals itself.
 * @throws DomainError database_unavailable
 */
export async function preparedRowsOf<Row>(
  source: DataSource,
  statement: PreparedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  return guarded(async () => {
    const runner = source.createQueryRunner();
    try {
      const client = (await runner.connect()) as PgClient;
      const { rows } = await client.query({ ...statement, values });
      return rows as Row[];
    } finally {
      await runner.release();
    }
  });
}
