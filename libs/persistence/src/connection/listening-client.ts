import type { DataSource } from 'typeorm';
import { ImpatientClient } from './pg-driver.js';
import type { PgClient } from './pg-driver.js';

/** A connection of its own, outside the pool, opened as the pool's connections are. */
export function listeningClient(source: DataSource): PgClient {
  return new ImpatientClient(source.options.extra as Readonly<Record<string, unknown>>);
}
