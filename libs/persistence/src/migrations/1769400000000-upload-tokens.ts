import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantPolicy } from './row-security.js';

const UP = [
  // Each file that is made changes the row: room in the page keeps those updates there (HOT).
  `CREATE TABLE upload_tokens (
    id uuid CONSTRAINT pk_upload_tokens PRIMARY KEY,
    tenant_id uuid NOT NULL
      CONSTRAINT fk_upload_tokens_tenant REFERENCES tenants (id) ON DELETE CASCADE,
    created_by uuid NOT NULL,
    hash bytea NOT NULL CONSTRAINT uq_upload_tokens_hash UNIQUE,
    hint text NOT NULL,
    name text CONSTRAINT ck_upload_tokens_name CHECK (length(name) BETWEEN 1 AND 100),
    max_file_size bigint,
    max_files bigint,
    max_bytes bigint,
    content_types text[] CONSTRAINT ck_upload_tokens_types CHECK (cardinality(content_types) > 0),
    metadata jsonb NOT NULL DEFAULT '{}',
    origins text[] CONSTRAINT ck_upload_tokens_origins CHECK (cardinality(origins) > 0),
    events text NOT NULL DEFAULT 'none'
      CONSTRAINT ck_upload_tokens_events CHECK (events IN ('none', 'own', 'tenant')),
    used_files bigint NOT NULL DEFAULT 0,
    used_bytes bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
  ) WITH (fillfactor = 70)`,
  `CREATE INDEX ix_upload_tokens_tenant ON upload_tokens (tenant_id, id)`,
  `CREATE INDEX ix_upload_tokens_maker ON upload_tokens (created_by)`,
  `CREATE INDEX ix_upload_tokens_origins ON upload_tokens USING gin (origins)`,
  ...tenantPolicy('upload_tokens'),

  // Who made a file is in created_by; whether that is a token stays known when the token is gone.
  `ALTER TABLE files ADD COLUMN by_token boolean NOT NULL DEFAULT false`,

  // It answers true, or raises WB002 with what stands against one more file of so many bytes, so that
  // nothing of the statement that asks is kept.
  `CREATE FUNCTION token_admits(held upload_tokens, more bigint) RETURNS boolean
  LANGUAGE plpgsql AS $$
  DECLARE
    refusal json := CASE
      WHEN held.revoked_at IS NOT NULL THEN json_build_object('ended', 'revoked')
      WHEN held.expires_at <= clock_timestamp() THEN json_build_object('ended', 'expired')
      WHEN more > held.max_file_size THEN
        json_build_object('name', 'fileSize', 'max', held.max_file_size, 'used', 0)
      WHEN held.used_files + 1 > held.max_files THEN
        json_build_object('name', 'files', 'max', held.max_files, 'used', held.used_files)
      WHEN held.used_bytes + more > held.max_bytes THEN
        json_build_object('name', 'bytes', 'max', held.max_bytes, 'used', held.used_bytes)
    END;
  BEGIN
    IF refusal IS NULL THEN
      RETURN true;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'WB002', MESSAGE = 'the upload token does not allow it',
      DETAIL = refusal::text;
  END
  $$`,
];

const DOWN = [
  'DROP FUNCTION token_admits(upload_tokens, bigint)',
  'ALTER TABLE files DROP COLUMN by_token',
  'DROP TABLE upload_tokens',
];

/** Strangers upload by tokens, each with a policy, and with what was made by it. */
export class UploadTokens1769400000000 implements MigrationInterface {
  readonly name = 'UploadTokens1769400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
