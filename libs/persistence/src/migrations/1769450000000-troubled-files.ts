import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * By the id, which never changes: an index on the time of the last change would make every arrival write
 * to it (no HOT update of a row whose indexed column changes, though the row is not in the index).
 */
const UP = `CREATE INDEX ix_files_troubled ON files (id) WHERE status IN ('completing', 'failed')`;

/** Files that may need somebody to look at them are found without a walk through all that are open. */
export class TroubledFiles1769450000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_files_troubled');
  }
}
