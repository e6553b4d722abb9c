import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE files ADD COLUMN urls_expire_at timestamptz`,
  // Of URLs that are out already nobody remembers; none is good for longer than S3's seven days.
  `UPDATE files SET urls_expire_at = date_trunc('milliseconds', now() + interval '7 days')
   WHERE status NOT IN ('completed', 'aborted', 'expired', 'deleted')
     OR updated_at > now() - interval '7 days'`,
  `CREATE INDEX ix_files_urls_expired ON files (urls_expire_at)
   WHERE status IN ('completed', 'aborted', 'expired', 'deleted')`,
];

const DOWN = [`ALTER TABLE files DROP COLUMN urls_expire_at`];

/** A file remembers when the last URL ends by which bytes can still come for it. */
export class UrlsExpire1768200000000 implements MigrationInterface {
  readonly name = 'UrlsExpire1768200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
