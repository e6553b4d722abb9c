import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Of files that are there already nobody remembers; to read a chunk once too often does no harm.
  `ALTER TABLE files ADD COLUMN unbound_urls boolean NOT NULL DEFAULT true`,
  `ALTER TABLE files ALTER COLUMN unbound_urls SET DEFAULT false`,
];

const DOWN = [`ALTER TABLE files DROP COLUMN unbound_urls`];

/** A file remembers that URLs were given out for it which bind no SHA-256. */
export class UnboundUrls1765500000000 implements MigrationInterface {
  readonly name = 'UnboundUrls1765500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
