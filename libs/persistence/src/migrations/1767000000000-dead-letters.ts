import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE INDEX ix_dead_letters_reason ON dead_letters (reason, id)`,
  `CREATE INDEX ix_dead_letters_last_seen ON dead_letters (last_seen_at)`,
];

const DOWN = [`DROP INDEX ix_dead_letters_last_seen`, `DROP INDEX ix_dead_letters_reason`];

/** Dead letters are looked for by reason and by time. */
export class DeadLetters1767000000000 implements MigrationInterface {
  readonly name = 'DeadLetters1767000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
