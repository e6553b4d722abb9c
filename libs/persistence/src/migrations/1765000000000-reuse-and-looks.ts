import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Strategies are plug-ins: the list of their names lives in the code.
  `ALTER TABLE files DROP CONSTRAINT ck_files_strategy`,

  // now() and not clock_timestamp(): a default that is the same for all rows rewrites no table.
  `ALTER TABLE files
    ADD COLUMN declared_fingerprint text,
    ADD COLUMN looked_at timestamptz,
    ADD COLUMN next_look_at timestamptz NOT NULL DEFAULT now()`,

  // Neither updated_at nor a counter may be in here, or no update of the counters stays in the page.
  `CREATE INDEX ix_files_next_look ON files (next_look_at)
    WHERE status IN ('pending', 'uploading', 'completing')`,

  `ALTER TABLE file_chunks
    ADD COLUMN tenant_id uuid,
    ADD COLUMN rejections integer NOT NULL DEFAULT 0
      CONSTRAINT ck_file_chunks_rejections CHECK (rejections >= 0),
    ADD COLUMN source_key text,
    ADD COLUMN source_etag text,
    ADD COLUMN source_offset bigint,
    ADD COLUMN source_whole boolean,
    ADD CONSTRAINT ck_file_chunks_source
      CHECK (num_nulls(source_key, source_etag, source_offset, source_whole) IN (0, 4))`,
  `UPDATE file_chunks c SET tenant_id = f.tenant_id FROM files f WHERE f.id = c.file_id`,
  `ALTER TABLE file_chunks ALTER COLUMN tenant_id SET NOT NULL`,

  // Without the status: an update of an indexed column is never HOT, and every chunk is updated
  // when it arrives. The file makes the newest of many equal chunks come first.
  `CREATE INDEX ix_file_chunks_reuse ON file_chunks (tenant_id, sha256, file_id)
    WHERE sha256 IS NOT NULL`,
];

const DOWN = [
  `DROP INDEX ix_file_chunks_reuse`,
  `ALTER TABLE file_chunks
    DROP CONSTRAINT ck_file_chunks_source,
    DROP COLUMN tenant_id,
    DROP COLUMN rejections,
    DROP COLUMN source_key,
    DROP COLUMN source_etag,
    DROP COLUMN source_offset,
    DROP COLUMN source_whole`,
  `DROP INDEX ix_files_next_look`,
  `ALTER TABLE files
    DROP COLUMN declared_fingerprint,
    DROP COLUMN looked_at,
    DROP COLUMN next_look_at`,
  `ALTER TABLE files ADD CONSTRAINT ck_files_strategy
    CHECK (strategy IN ('chunks', 'multipart', 'single')) NOT VALID`,
];

/** Chunks can be reused and rejected; files are looked at again and again until they are finished. */
export class ReuseAndLooks1765000000000 implements MigrationInterface {
  readonly name = 'ReuseAndLooks1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
