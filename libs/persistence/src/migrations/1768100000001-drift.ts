import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE files ADD drift_reason text, ADD drift_since timestamptz,
     ADD next_scrub_at timestamptz NOT NULL DEFAULT now(),
     ADD CONSTRAINT ck_files_drift CHECK (
       (drift_reason IS NULL) = (drift_since IS NULL) AND drift_reason IN ('missing', 'changed'))`,
  `CREATE INDEX ix_files_next_scrub ON files (next_scrub_at) WHERE status = 'completed'`,
  `CREATE INDEX ix_files_drift ON files (drift_since) WHERE drift_since IS NOT NULL`,
];

const DOWN = [
  `DROP INDEX ix_files_drift`,
  `DROP INDEX ix_files_next_scrub`,
  `ALTER TABLE files DROP CONSTRAINT ck_files_drift, DROP next_scrub_at, DROP drift_since,
     DROP drift_reason`,
];

/** Completed files are compared with the store, one after the other. */
export class Drift1768100000001 implements MigrationInterface {
  readonly name = 'Drift1768100000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
