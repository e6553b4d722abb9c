import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A tenant can be shut out with all its keys, and let in again. */
export class DisabledTenants1769100000001 implements MigrationInterface {
  readonly name = 'DisabledTenants1769100000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE tenants ADD COLUMN disabled_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The release before would let the keys of a disabled tenant in.
    await runner.query(`UPDATE api_keys k SET revoked_at = now() FROM tenants t
      WHERE t.id = k.tenant_id AND t.disabled_at IS NOT NULL AND k.revoked_at IS NULL`);
    await runner.query(`ALTER TABLE tenants DROP COLUMN disabled_at`);
  }
}
