import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Upload tokens are forgotten some time after their end. */
export class TokenRetention1769600000000 implements MigrationInterface {
  readonly name = 'TokenRetention1769600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX ix_upload_tokens_expiry ON upload_tokens (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_upload_tokens_expiry');
  }
}
