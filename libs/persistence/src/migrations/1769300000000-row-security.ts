import type { MigrationInterface, QueryRunner } from 'typeorm';
import { operatorPolicy, parentPolicy, tenantPolicy, withoutPolicy } from './row-security.js';

const UP = [
  ...tenantPolicy('tenants', 'id'),
  // An admin key has no tenant, and is for those alone who see all.
  ...tenantPolicy('api_keys'),
  ...tenantPolicy('files'),
  ...tenantPolicy('file_chunks'),
  ...tenantPolicy('journal'),
  ...tenantPolicy('idempotency_keys'),
  ...tenantPolicy('quotas'),
  ...tenantPolicy('webhook_endpoints'),
  ...parentPolicy('webhook_secrets', 'endpoint_id', 'webhook_endpoints'),
  ...parentPolicy('webhook_deliveries', 'endpoint_id', 'webhook_endpoints'),
  ...parentPolicy('webhook_attempts', 'delivery_id', 'webhook_deliveries'),
  ...operatorPolicy('dead_letters'),
];

const DOWN = [
  'dead_letters',
  'webhook_attempts',
  'webhook_deliveries',
  'webhook_secrets',
  'webhook_endpoints',
  'quotas',
  'idempotency_keys',
  'journal',
  'file_chunks',
  'files',
  'api_keys',
  'tenants',
].flatMap(withoutPolicy);

/** A statement sees the rows of the tenant that it is made for, whatever else it forgets. */
export class RowSecurity1769300000000 implements MigrationInterface {
  readonly name = 'RowSecurity1769300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
