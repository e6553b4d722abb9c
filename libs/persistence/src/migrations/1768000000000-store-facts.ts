import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE store_facts (
    bucket text NOT NULL CONSTRAINT pk_store_facts PRIMARY KEY,
    profile text NOT NULL CONSTRAINT ck_store_facts_profile CHECK (profile IN ('sha256', 'md5', 'none')),
    gaps text[] NOT NULL,
    seals_finals boolean NOT NULL,
    proven_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,
  `ALTER TABLE files ADD COLUMN url_profile text`,
  // By what the URLs that are out were signed nobody remembers.
  `UPDATE files SET unbound_urls = true
   WHERE status IN ('pending', 'uploading', 'uploaded', 'completing', 'failed')`,
];

const DOWN = [`ALTER TABLE files DROP COLUMN url_profile`, `DROP TABLE store_facts`];

/** What the store enforces is told by the database, and a file remembers how its URLs were signed. */
export class StoreFacts1768000000000 implements MigrationInterface {
  readonly name = 'StoreFacts1768000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
