import type { MigrationInterface, QueryRunner } from 'typeorm';
import { auditTrigger } from './audit.js';

const audited = (...told: string[]) => [
  'DROP TRIGGER audit_tenants_update ON tenants',
  auditTrigger('tenants', 'UPDATE', 'tenant', 'id', 'id', told),
];

const UP = [
  `ALTER TABLE tenants ADD COLUMN deleted_at timestamptz`,
  `CREATE INDEX ix_tenants_deleted ON tenants (deleted_at) WHERE deleted_at IS NOT NULL`,
  ...audited('disabled_at', 'deleted_at'),
];

const DOWN = [...audited('disabled_at'), 'ALTER TABLE tenants DROP COLUMN deleted_at'];

/** A tenant is deleted with everything of its own, which takes a while. */
export class DeletedTenants1769700000000 implements MigrationInterface {
  readonly name = 'DeletedTenants1769700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
