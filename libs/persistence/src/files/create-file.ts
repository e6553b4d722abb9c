import { DomainError } from '@waybill/domain';
import type { File, FileCreation, FileDraft, IdempotencyClaim } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { rowsOf } from '../connection/sql.js';
import { FileEntity } from '../entities/file.entity.js';
import { IdempotencyKeyEntity } from '../entities/idempotency-key.entity.js';
import { guarded } from '../connection/database-errors.js';
import { toFile } from './file-mapper.js';

/**
 * One statement, so one round trip and one transaction. The claim comes first: a second request
 * with the same key waits there until the first has committed, then inserts nothing. The chunks
 * come out of generate_series: 10,000 rows in 20 ms where row by row takes seconds.
 */
const CREATE = `
WITH claim AS (
  INSERT INTO idempotency_keys (tenant_id, key, request_hash, file_id)
  SELECT $2::uuid, $14::text, $15::text, $1::uuid WHERE $14::text IS NOT NULL
  ON CONFLICT (tenant_id, key) DO NOTHING
  RETURNING file_id
), file AS (
  INSERT INTO files (id, tenant_id, name, size, content_type, strategy, chunk_size, chunk_count,
    auto_complete, metadata, bucket, expires_at, declared_fingerprint)
  SELECT $1::uuid, $2::uuid, $3::text, $4::bigint, $5::text, $6::text, $7::bigint, $8::integer,
    $9::boolean, $10::jsonb, $11::text, $12::timestamptz, $19::text
  WHERE $14::text IS NULL OR EXISTS (SELECT FROM claim)
  RETURNING *
), chunks AS (
  INSERT INTO file_chunks (file_id, number, tenant_id, byte_offset, size, sha256, md5)
  SELECT file.id, n, file.tenant_id,
    coalesce(given.byte_offset, (n - 1) * file.chunk_size),
    coalesce(given.size, least(file.chunk_size, file.size - (n - 1) * file.chunk_size)),
    decode(given.sha256, 'hex'), decode(given.md5, 'hex')
  FROM file
  CROSS JOIN generate_series(1, file.chunk_count) AS n
  LEFT JOIN unnest($13::text[], $16::text[], $17::bigint[], $18::bigint[]) WITH ORDINALITY
    AS given (sha256, md5, size, byte_offset, number) ON given.number = n
), told AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT id, tenant_id, 'file.created',
    jsonb_build_object('name', name, 'size', size, 'chunkCount', chunk_count)
  FROM file
)
SELECT created_at, updated_at FROM file`;

interface Inserted {
  readonly created_at: Date;
  readonly updated_at: Date;
}

/**
 * Inserts a file with its chunks and its first journal row.
 * @throws DomainError idempotency_key_reused, database_unavailable
 */
export async function createFile(
  source: DataSource,
  draft: FileDraft,
  claim?: IdempotencyClaim,
): Promise<FileCreation> {
  for (;;) {
    const [inserted] = await rowsOf<Inserted>(source, CREATE, parameters(draft, claim));
    if (inserted) return { file: newFile(draft, inserted), replayed: false };
    const earlier = claim && (await findClaimed(source, draft.tenantId, claim));
    if (earlier) return { file: earlier, replayed: true };
    // The claim was there a moment ago and is gone with its file: it is free now.
  }
}

function parameters(draft: FileDraft, claim?: IdempotencyClaim): unknown[] {
  const { plan } = draft;
  return [
    draft.id,
    draft.tenantId,
    draft.name,
    plan.size,
    draft.contentType,
    draft.strategy,
    plan.chunkSize,
    plan.chunkCount,
    draft.autoComplete,
    JSON.stringify(draft.metadata),
    draft.bucket,
    draft.expiresAt,
    draft.digests.map((digest) => digest.sha256 ?? null),
    claim?.key ?? null,
    claim?.requestHash ?? null,
    draft.digests.map((digest) => digest.md5 ?? null),
    plan.sizes ?? [],
    offsetsOf(plan.sizes ?? []),
    draft.declaredFingerprint ?? null,
  ];
}

/** Where each chunk of a variable plan begins: after those before it. */
function offsetsOf(sizes: readonly number[]): number[] {
  let offset = 0;
  return sizes.map((size) => (offset += size) - size);
}

async function findClaimed(
  source: DataSource,
  tenantId: string,
  claim: IdempotencyClaim,
): Promise<File | undefined> {
  const held = await guarded(() =>
    source.getRepository(IdempotencyKeyEntity).findOneBy({ tenantId, key: claim.key }),
  );
  if (!held) return undefined;
  if (held.requestHash !== claim.requestHash) {
    throw new DomainError(
      'idempotency_key_reused',
      'This Idempotency-Key came earlier with another body.',
    );
  }
  const row = await guarded(() => source.getRepository(FileEntity).findOneBy({ id: held.fileId }));
  return row ? toFile(row) : undefined;
}

function newFile(draft: FileDraft, inserted: Inserted): File {
  return {
    id: draft.id,
    tenantId: draft.tenantId,
    name: draft.name,
    size: draft.plan.size,
    contentType: draft.contentType,
    status: 'pending',
    strategy: draft.strategy,
    chunkSize: draft.plan.chunkSize,
    chunkCount: draft.plan.chunkCount,
    uploadedChunks: 0,
    uploadedBytes: 0,
    reusedChunks: 0,
    autoComplete: draft.autoComplete,
    metadata: draft.metadata,
    bucket: draft.bucket,
    unboundUrls: false,
    ...(draft.declaredFingerprint !== undefined && {
      declaredFingerprint: draft.declaredFingerprint,
    }),
    createdAt: inserted.created_at,
    updatedAt: inserted.updated_at,
    expiresAt: draft.expiresAt,
  };
}
