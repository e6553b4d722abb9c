import type { MigrationInterface, QueryRunner } from 'typeorm';
import { auditTrigger } from './audit.js';
import { SEES_ALL, TENANT } from './row-security.js';

const UP = [
  `CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_audit PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    tenant_id uuid,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    address text NOT NULL,
    request_id text NOT NULL,
    operation text NOT NULL,
    resource text NOT NULL,
    resource_id text,
    data jsonb NOT NULL DEFAULT '{}'
  )`,
  `CREATE INDEX ix_audit_at ON audit (at)`,
  `CREATE INDEX ix_audit_tenant ON audit (tenant_id, id)`,
  `CREATE INDEX ix_audit_actor ON audit (actor_id, id)`,
  `CREATE INDEX ix_audit_resource ON audit (resource_id, id)`,

  // Rows are added, and read and forgotten by whoever sees all. There is no policy for changing one, nor for
  // forgetting one of today: the services' role can do neither.
  `ALTER TABLE audit ENABLE ROW LEVEL SECURITY`,
  `CREATE POLICY adds ON audit FOR INSERT WITH CHECK (tenant_id = ${TENANT} OR ${SEES_ALL})`,
  `CREATE POLICY sight ON audit FOR SELECT USING (${SEES_ALL})`,
  `CREATE POLICY forgets ON audit FOR DELETE
    USING (${SEES_ALL} AND at < now() - interval '1 day')`,

  `CREATE FUNCTION audit_note(resource text, resource_id text, tenant uuid, data jsonb)
  RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    actor jsonb := current_setting('waybill.actor')::jsonb;
  BEGIN
    INSERT INTO audit (tenant_id, actor_kind, actor_id, address, request_id, operation, resource,
      resource_id, data)
    VALUES (coalesce(tenant, ${TENANT}), actor ->> 'kind', actor ->> 'id', actor ->> 'address',
      actor ->> 'requestId', actor ->> 'operation', resource, resource_id, data);
  END
  $$`,

  // TG_ARGV: the resource, its column with the id, the one with the tenant, and those that are told.
  `CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    told jsonb;
  BEGIN
    SELECT jsonb_object_agg(name, after -> name) INTO told
    FROM unnest(TG_ARGV[3:]) AS name
    WHERE after -> name IS DISTINCT FROM coalesce(before -> name, 'null');
    PERFORM audit_note(TG_ARGV[0], after ->> TG_ARGV[1], (after ->> TG_ARGV[2])::uuid,
      coalesce(told, '{}'));
    RETURN NULL;
  END
  $$`,

  auditTrigger('files', 'INSERT', 'file', 'id', 'tenant_id', ['size', 'strategy', 'chunk_count']),
  auditTrigger(
    'files',
    'UPDATE',
    'file',
    'id',
    'tenant_id',
    ['status', 'uploaded_chunks'],
    'OLD.status <> NEW.status OR OLD.uploaded_chunks <> NEW.uploaded_chunks',
  ),
  auditTrigger('api_keys', 'INSERT', 'key', 'id', 'tenant_id', [
    'role',
    'name',
    'scopes',
    'expires_at',
  ]),
  auditTrigger('api_keys', 'UPDATE OF revoked_at, expires_at', 'key', 'id', 'tenant_id', [
    'revoked_at',
    'expires_at',
  ]),
  auditTrigger('upload_tokens', 'INSERT', 'upload_token', 'id', 'tenant_id', [
    'name',
    'max_file_size',
    'max_files',
    'max_bytes',
    'content_types',
    'origins',
    'events',
    'expires_at',
  ]),
  auditTrigger(
    'upload_tokens',
    'UPDATE OF revoked_at, expires_at',
    'upload_token',
    'id',
    'tenant_id',
    ['revoked_at', 'expires_at'],
  ),
  auditTrigger('tenants', 'INSERT', 'tenant', 'id', 'id', ['name']),
  auditTrigger('tenants', 'UPDATE', 'tenant', 'id', 'id', ['disabled_at']),
  auditTrigger(
    'quotas',
    `UPDATE OF max_open_uploads, max_open_chunks, max_bytes_in_flight, max_stored_bytes, max_file_size,
      max_streams, max_requests_per_second`,
    'limits',
    'owner_id',
    'tenant_id',
    [
      'owner',
      'max_open_uploads',
      'max_open_chunks',
      'max_bytes_in_flight',
      'max_stored_bytes',
      'max_file_size',
      'max_streams',
      'max_requests_per_second',
    ],
  ),
  auditTrigger('webhook_endpoints', 'INSERT OR UPDATE OR DELETE', 'webhook', 'id', 'tenant_id', [
    'types',
    'status',
  ]),
  auditTrigger('webhook_secrets', 'UPDATE', 'webhook_secret', 'endpoint_id', '', ['expires_at']),
  auditTrigger('webhook_deliveries', 'INSERT OR UPDATE', 'webhook_delivery', 'id', '', [
    'endpoint_id',
    'type',
    'status',
  ]),
  auditTrigger('dead_letters', 'DELETE', 'dead_letter', 'id', '', ['reason', 'source']),

  // A tenant reads the journal of its files: it is told who, and not from where.
  `CREATE FUNCTION journal_actor() RETURNS jsonb STABLE LANGUAGE sql AS $$
    SELECT nullif(current_setting('waybill.actor', true), '')::jsonb
      - '{address,requestId,operation}'::text[]
  $$`,
  `ALTER TABLE journal ADD COLUMN actor jsonb DEFAULT journal_actor()`,
];

const DOWN = [
  'ALTER TABLE journal DROP COLUMN actor',
  'DROP FUNCTION journal_actor()',
  'DROP FUNCTION audit_change() CASCADE',
  'DROP FUNCTION audit_note(text, text, uuid, jsonb)',
  'DROP TABLE audit',
];

/** What a call changes is noted with who made it, by whichever statement it is changed. */
export class Audit1769500000000 implements MigrationInterface {
  readonly name = 'Audit1769500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
