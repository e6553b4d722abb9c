import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE tenants (
    id uuid CONSTRAINT pk_tenants PRIMARY KEY,
    name text NOT NULL CONSTRAINT uq_tenants_name UNIQUE
      CONSTRAINT ck_tenants_name CHECK (name ~ '^[A-Za-z0-9._-]{1,100}$'),
    created_at timestamptz NOT NULL DEFAULT now()
  )`,

  `CREATE TABLE api_keys (
    id uuid CONSTRAINT pk_api_keys PRIMARY KEY,
    role text NOT NULL CONSTRAINT ck_api_keys_role CHECK (role IN ('tenant', 'admin')),
    tenant_id uuid CONSTRAINT fk_api_keys_tenant REFERENCES tenants (id) ON DELETE CASCADE,
    hash bytea NOT NULL CONSTRAINT uq_api_keys_hash UNIQUE
      CONSTRAINT ck_api_keys_hash CHECK (octet_length(hash) = 32),
    hint text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    CONSTRAINT ck_api_keys_tenant CHECK ((role = 'tenant') = (tenant_id IS NOT NULL))
  )`,

  // A tenant with files cannot be removed: its objects would be left in the store with no account
  // of them. The free space in each page lets an update of the counters stay in the page (HOT).
  `CREATE TABLE files (
    id uuid CONSTRAINT pk_files PRIMARY KEY,
    tenant_id uuid NOT NULL CONSTRAINT fk_files_tenant REFERENCES tenants (id),
    name text NOT NULL,
    size bigint NOT NULL CONSTRAINT ck_files_size CHECK (size >= 0),
    content_type text NOT NULL,
    status text NOT NULL DEFAULT 'pending' CONSTRAINT ck_files_status CHECK (status IN (
      'pending', 'uploading', 'uploaded', 'completing', 'completed',
      'failed', 'aborted', 'expired', 'deleted')),
    strategy text NOT NULL CONSTRAINT ck_files_strategy
      CHECK (strategy IN ('chunks', 'multipart', 'single')),
    chunk_size bigint NOT NULL CONSTRAINT ck_files_chunk_size CHECK (chunk_size > 0),
    chunk_count integer NOT NULL CONSTRAINT ck_files_chunk_count
      CHECK (chunk_count BETWEEN 1 AND 10000),
    uploaded_chunks integer NOT NULL DEFAULT 0,
    uploaded_bytes bigint NOT NULL DEFAULT 0,
    reused_chunks integer NOT NULL DEFAULT 0,
    auto_complete boolean NOT NULL DEFAULT false,
    metadata jsonb NOT NULL DEFAULT '{}',
    bucket text NOT NULL,
    upload_id text,
    fingerprint text,
    location_bucket text,
    location_key text,
    location_etag text,
    location_version_id text,
    failure_code text,
    failure_detail text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    completed_at timestamptz,
    CONSTRAINT ck_files_uploaded_chunks CHECK (uploaded_chunks BETWEEN 0 AND chunk_count),
    CONSTRAINT ck_files_uploaded_bytes CHECK (uploaded_bytes BETWEEN 0 AND size),
    CONSTRAINT ck_files_reused_chunks CHECK (reused_chunks BETWEEN 0 AND uploaded_chunks)
  ) WITH (fillfactor = 70)`,
  `CREATE INDEX ix_files_tenant ON files (tenant_id, id)`,
  `CREATE INDEX ix_files_tenant_status ON files (tenant_id, status, id)`,
  `CREATE INDEX ix_files_unfinished_expiry ON files (expires_at)
    WHERE status IN ('pending', 'uploading', 'uploaded', 'failed')`,

  // Every chunk is updated once, soon after it was inserted: half of each page is left for that.
  `CREATE TABLE file_chunks (
    file_id uuid NOT NULL CONSTRAINT fk_file_chunks_file REFERENCES files (id) ON DELETE CASCADE,
    number integer NOT NULL CONSTRAINT ck_file_chunks_number CHECK (number BETWEEN 1 AND 10000),
    byte_offset bigint NOT NULL CONSTRAINT ck_file_chunks_byte_offset CHECK (byte_offset >= 0),
    size bigint NOT NULL CONSTRAINT ck_file_chunks_size CHECK (size >= 0),
    status text NOT NULL DEFAULT 'pending' CONSTRAINT ck_file_chunks_status
      CHECK (status IN ('pending', 'uploaded', 'corrupt')),
    sha256 bytea CONSTRAINT ck_file_chunks_sha256 CHECK (octet_length(sha256) = 32),
    md5 bytea CONSTRAINT ck_file_chunks_md5 CHECK (octet_length(md5) = 16),
    etag text,
    sequencer text,
    verification text CONSTRAINT ck_file_chunks_verification
      CHECK (verification IN ('storage', 'client', 'reconciler', 'reused')),
    uploaded_at timestamptz,
    CONSTRAINT pk_file_chunks PRIMARY KEY (file_id, number),
    CONSTRAINT ck_file_chunks_uploaded CHECK (status <> 'uploaded'
      OR (etag IS NOT NULL AND verification IS NOT NULL AND uploaded_at IS NOT NULL))
  ) WITH (fillfactor = 50)`,

  `CREATE TABLE journal (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_journal PRIMARY KEY,
    file_id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    type text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    data jsonb NOT NULL DEFAULT '{}',
    position bigint CONSTRAINT uq_journal_position UNIQUE
  )`,
  `CREATE INDEX ix_journal_unpublished ON journal (id) WHERE position IS NULL`,
  `CREATE INDEX ix_journal_file ON journal (file_id, id)`,
  `CREATE INDEX ix_journal_tenant_position ON journal (tenant_id, position)`,

  `CREATE TABLE journal_relay (
    id smallint NOT NULL DEFAULT 1 CONSTRAINT pk_journal_relay PRIMARY KEY
      CONSTRAINT ck_journal_relay_one_row CHECK (id = 1),
    last_position bigint NOT NULL DEFAULT 0,
    published_position bigint NOT NULL DEFAULT 0,
    CONSTRAINT ck_journal_relay_positions
      CHECK (published_position BETWEEN 0 AND last_position)
  )`,
  `INSERT INTO journal_relay DEFAULT VALUES`,

  // Commits that notify wait for each other, so a statement that wrote no row must not notify.
  `CREATE FUNCTION journal_notify() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM appended) THEN
      PERFORM pg_notify('waybill_journal', '');
    END IF;
    RETURN NULL;
  END
  $$`,
  `CREATE TRIGGER journal_appended AFTER INSERT ON journal
    REFERENCING NEW TABLE AS appended
    FOR EACH STATEMENT EXECUTE FUNCTION journal_notify()`,

  `CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    file_id uuid NOT NULL
      CONSTRAINT fk_idempotency_keys_file REFERENCES files (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (tenant_id, key)
  )`,
  `CREATE INDEX ix_idempotency_keys_file ON idempotency_keys (file_id)`,

  `CREATE TABLE dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_dead_letters PRIMARY KEY,
    digest bytea NOT NULL CONSTRAINT uq_dead_letters_digest UNIQUE,
    reason text NOT NULL CONSTRAINT ck_dead_letters_reason CHECK (reason IN (
      'unparsable', 'unknown_file', 'out_of_plan', 'wrong_size', 'conflict', 'failed')),
    detail text NOT NULL,
    body text NOT NULL,
    source text NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    times_seen integer NOT NULL DEFAULT 1
      CONSTRAINT ck_dead_letters_times_seen CHECK (times_seen > 0)
  )`,
];

const DOWN = [
  'DROP TABLE dead_letters, idempotency_keys, journal_relay, journal',
  'DROP FUNCTION journal_notify()',
  'DROP TABLE file_chunks, files, api_keys, tenants',
];

/** Written by hand: the schema builder knows neither checks on text nor triggers nor fillfactor. */
export class InitialSchema1764000000000 implements MigrationInterface {
  readonly name = 'InitialSchema1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
