import type { DataSource, EntityManager } from 'typeorm';
import { guarded, isSerializationFailure, ofDatabase, toDatabaseError } from './database-errors.js';

type Source = DataSource | EntityManager;

/**
 * Runs one statement and gives its rows, whichever command it was (TypeORM answers an UPDATE with
 * `[rows, count]`).
 * @throws DomainError database_unavailable
 */
export async function rowsOf<Row>(
  source: Source,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const result: unknown = await guarded(() => source.query(sql, [...parameters]));
  if (!Array.isArray(result)) return [];
  return (Array.isArray(result[0]) ? result[0] : result) as Row[];
}

/**
 * Runs `work` in a transaction (READ COMMITTED, the server's default). What `work` throws comes out
 * as it is unless it is TypeORM's: it may come from a callback that has to do with another system.
 * @throws DomainError database_unavailable, and whatever `work` throws
 */
export async function inTransaction<Result>(
  source: DataSource,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  let failure: { readonly error: unknown } | undefined;
  try {
    return await source.transaction(async (manager) => {
      try {
        return await work(manager);
      } catch (error) {
        failure = { error };
        throw error;
      }
    });
  } catch (error) {
    throw failure ? ofDatabase(failure.error) : toDatabaseError(error);
  }
}

const ATTEMPTS = 5;
const PAUSE_MS = 20;

/** Repeats work that lost a deadlock or a serialization conflict, a few times. */
export async function retryingConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isSerializationFailure(error)) throw error;
      // Apart at random, or the same two meet again.
      const pause = Math.random() * PAUSE_MS * attempt;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
