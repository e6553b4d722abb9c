import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE files ADD COLUMN created_by uuid`,

  // Each file changes two rows a few times: room in the page keeps those updates there (HOT).
  `CREATE TABLE quotas (
    owner_id uuid CONSTRAINT pk_quotas PRIMARY KEY,
    owner text NOT NULL CONSTRAINT ck_quotas_owner CHECK (owner IN ('tenant', 'key')),
    tenant_id uuid NOT NULL
      CONSTRAINT fk_quotas_tenant REFERENCES tenants (id) ON DELETE CASCADE,
    open_uploads bigint NOT NULL DEFAULT 0,
    open_chunks bigint NOT NULL DEFAULT 0,
    bytes_in_flight bigint NOT NULL DEFAULT 0,
    stored_bytes bigint NOT NULL DEFAULT 0,
    max_open_uploads bigint,
    max_open_chunks bigint,
    max_bytes_in_flight bigint,
    max_stored_bytes bigint,
    max_file_size bigint,
    max_streams integer,
    max_requests_per_second integer,
    reconciled_at timestamptz,
    CONSTRAINT ck_quotas_counters CHECK (open_uploads >= 0 AND open_chunks >= 0
      AND bytes_in_flight >= 0 AND stored_bytes >= 0),
    CONSTRAINT ck_quotas_tenant CHECK ((owner = 'tenant') = (owner_id = tenant_id))
  ) WITH (fillfactor = 50)`,
  `CREATE INDEX ix_quotas_tenant ON quotas (tenant_id)`,

  `INSERT INTO quotas (owner_id, owner, tenant_id, open_uploads, open_chunks, bytes_in_flight,
    stored_bytes)
  SELECT tenant_id, 'tenant', tenant_id,
    count(*) FILTER (WHERE status <> 'completed'),
    coalesce(sum(chunk_count) FILTER (WHERE status <> 'completed'), 0),
    coalesce(sum(size) FILTER (WHERE status <> 'completed'), 0),
    coalesce(sum(size) FILTER (WHERE status = 'completed'), 0)
  FROM files
  WHERE status IN ('pending', 'uploading', 'uploaded', 'completing', 'failed', 'completed')
  GROUP BY tenant_id`,

  // It answers true, or raises WB001 with the limit that one more file would pass, so that nothing
  // of the statement that asks is kept. The defaults are those of openUploads, openChunks,
  // bytesInFlight, storedBytes and fileSize, in this order; NULL is no limit.
  `CREATE FUNCTION quota_admits(held quotas, kind text, chunks bigint, bytes bigint,
    defaults bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    passed record;
  BEGIN
    IF (coalesce(held.open_uploads, 0) + 1
          <= coalesce(held.max_open_uploads, defaults[1])) IS NOT false
      AND (coalesce(held.open_chunks, 0) + chunks
          <= coalesce(held.max_open_chunks, defaults[2])) IS NOT false
      AND (coalesce(held.bytes_in_flight, 0) + bytes
          <= coalesce(held.max_bytes_in_flight, defaults[3])) IS NOT false
      AND (coalesce(held.stored_bytes + held.bytes_in_flight, 0) + bytes
          <= coalesce(held.max_stored_bytes, defaults[4])) IS NOT false
      AND (bytes <= coalesce(held.max_file_size, defaults[5])) IS NOT false
    THEN
      RETURN true;
    END IF;
    SELECT name, used, most INTO passed FROM (VALUES
      ('fileSize', 0, bytes, coalesce(held.max_file_size, defaults[5])),
      ('storedBytes', coalesce(held.stored_bytes + held.bytes_in_flight, 0), bytes,
        coalesce(held.max_stored_bytes, defaults[4])),
      ('openUploads', coalesce(held.open_uploads, 0), 1,
        coalesce(held.max_open_uploads, defaults[1])),
      ('openChunks', coalesce(held.open_chunks, 0), chunks,
        coalesce(held.max_open_chunks, defaults[2])),
      ('bytesInFlight', coalesce(held.bytes_in_flight, 0), bytes,
        coalesce(held.max_bytes_in_flight, defaults[3]))
    ) AS l (name, used, more, most) WHERE used + more > most LIMIT 1;
    RAISE EXCEPTION USING ERRCODE = 'WB001', MESSAGE = 'a limit is reached',
      DETAIL = json_build_object('name', passed.name, 'of', kind, 'max', passed.most,
        'used', passed.used)::text;
  END
  $$`,
];

const DOWN = [
  'DROP FUNCTION quota_admits(quotas, text, bigint, bigint, bigint[])',
  'DROP TABLE quotas',
  'ALTER TABLE files DROP COLUMN created_by',
];

/** Tenants and keys have limits; what is used of them is counted with each file. */
export class Quotas1769200000000 implements MigrationInterface {
  readonly name = 'Quotas1769200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
