import { DomainError, tokenEnded } from '@waybill/domain';
import type { File, FileCreation, FileDraft, IdempotencyClaim, Limits } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { columnsOf, rowReader, valuesOf } from '../connection/entity-rows.js';
import type { ColumnValue } from '../connection/entity-rows.js';
import { rowsOf } from '../connection/sql.js';
import { FileEntity } from '../entities/file.entity.js';
import { IdempotencyKeyEntity } from '../entities/idempotency-key.entity.js';
import { present } from '../entities/present.js';
import { UploadTokenEntity } from '../entities/upload-token.entity.js';

/** The part that a token alone has: its rows are nothing to who creates by a key. */
const TOKEN = `token AS (
  UPDATE upload_tokens t
  SET used_files = t.used_files + 1, used_bytes = t.used_bytes + $13::bigint
  WHERE t.id = $14::uuid AND t.tenant_id = $2::uuid
    AND CASE WHEN $3::text IS NULL OR EXISTS (SELECT FROM claim)
      THEN token_admits(t, $13::bigint) ELSE false END
  RETURNING t.id
),`;

/**
 * Raw SQL, since it is one statement: one round trip and one transaction. The claim comes first: a
 * second request with the same key waits there until the first has committed, then inserts nothing.
 * The chunks come out of generate_series: 10,000 rows in 20 ms where row by row takes seconds.
 *
 * Whether there is room is asked first, so that who has none costs little, and told by an exception,
 * so that the claim goes as well. It is asked again where the counters change: their rows are locked
 * then, and hold what everybody else has counted. That is near the end, since all of a tenant's
 * creations wait there for each other; sorted, so that none waits for one that waits for it.
 *
 * An upload token is asked and counted first, in one go: whoever comes second waits for its row, and
 * is asked again by what it holds then.
 *
 * $1 file id, $2 tenant id, $3 idempotency key, $4 request hash, then for each chunk $5 SHA-256,
 * $6 MD5, $7 size and $8 offset, where they are given; $9 kind and $10 id of whose limits hold beside
 * the tenant's, $11 a tenant's limits where it was set none (see `quota_admits`), $12 chunks and $13
 * bytes of the file, $14 the token that creates it; from $15 its columns.
 */
const createSql = (columns: readonly ColumnValue[], returned: string, byToken: boolean) => `
WITH claim AS (
  INSERT INTO idempotency_keys (tenant_id, key, request_hash, file_id)
  SELECT $2::uuid, $3::text, $4::text, $1::uuid WHERE $3::text IS NOT NULL
  ON CONFLICT (tenant_id, key) DO NOTHING
  RETURNING file_id
), ${byToken ? TOKEN : ''} room AS MATERIALIZED (
  SELECT o.id, o.kind
  FROM (VALUES ($2::uuid, 'tenant', $11::bigint[]), ($10::uuid, $9::text, NULL))
    AS o (id, kind, defaults)
  LEFT JOIN quotas q ON q.owner_id = o.id
  WHERE o.id IS NOT NULL AND CASE WHEN $3::text IS NULL OR EXISTS (SELECT FROM claim)
    THEN quota_admits(q, o.kind, $12::bigint, $13::bigint, o.defaults) ELSE false END
), file AS (
  INSERT INTO files (${columns.map(({ column }) => column).join(', ')})
  SELECT ${columns.map(({ type }, index) => `$${index + 15}::${type}`).join(', ')}
  WHERE (SELECT count(*) FROM room) > 0 AND ${byToken ? 'EXISTS (SELECT FROM token)' : '$14::uuid IS NULL'}
  RETURNING *
), counted AS (
  INSERT INTO quotas AS q (owner_id, owner, tenant_id, open_uploads, open_chunks, bytes_in_flight)
  SELECT room.id, room.kind, file.tenant_id, 1, file.chunk_count, file.size
  FROM file CROSS JOIN room
  ORDER BY room.id
  ON CONFLICT (owner_id) DO UPDATE SET open_uploads = q.open_uploads + 1,
    open_chunks = q.open_chunks + EXCLUDED.open_chunks,
    bytes_in_flight = q.bytes_in_flight + EXCLUDED.bytes_in_flight
  WHERE quota_admits(q, q.owner, EXCLUDED.open_chunks, EXCLUDED.bytes_in_flight,
    CASE q.owner WHEN 'tenant' THEN $11::bigint[] END)
), chunks AS (
  INSERT INTO file_chunks (file_id, number, tenant_id, byte_offset, size, sha256, md5)
  SELECT file.id, n, file.tenant_id,
    coalesce(given.byte_offset, (n - 1) * file.chunk_size),
    coalesce(given.size, least(file.chunk_size, file.size - (n - 1) * file.chunk_size)),
    decode(given.sha256, 'hex'), decode(given.md5, 'hex')
  FROM file
  CROSS JOIN generate_series(1, file.chunk_count) AS n
  LEFT JOIN unnest($5::text[], $6::text[], $7::bigint[], $8::bigint[]) WITH ORDINALITY
    AS given (sha256, md5, size, byte_offset, number) ON given.number = n
), journaled AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT id, tenant_id, 'file.created',
    jsonb_build_object('name', name, 'size', size, 'chunkCount', chunk_count)
  FROM file
)
SELECT ${returned} FROM file`;

/**
 * Inserts a file with its chunks and its first journal row.
 * @throws DomainError idempotency_key_reused, the codes of limitReached, tokenLimitReached and
 *   tokenEnded, database_unavailable
 */
export async function createFile(
  source: DataSource,
  draft: FileDraft,
  claim?: IdempotencyClaim,
): Promise<FileCreation> {
  const { plan, digests, creator, defaultLimits, ...fields } = draft;
  const { size, chunkSize, chunkCount, sizes = [] } = plan;
  const tokenId = creator?.kind === 'token' ? creator.id : undefined;
  const limited = tokenId === undefined ? creator : undefined;
  const columns = valuesOf(source, FileEntity, {
    ...fields,
    size,
    chunkSize,
    chunkCount,
    createdBy: creator?.id,
    byToken: tokenId !== undefined,
  });
  const parameters = [
    draft.id,
    draft.tenantId,
    claim?.key ?? null,
    claim?.requestHash ?? null,
    digests.map(({ sha256 }) => sha256 ?? null),
    digests.map(({ md5 }) => md5 ?? null),
    sizes,
    offsetsOf(sizes),
    limited?.kind ?? null,
    limited?.id ?? null,
    defaultsOf(defaultLimits),
    chunkCount,
    size,
    tokenId ?? null,
    ...columns.map(({ value }) => value),
  ];
  const sql = createSql(columns, columnsOf(source, FileEntity), tokenId !== undefined);
  for (;;) {
    const rows = await rowsOf<object>(source, sql, parameters);
    const [file] = rows.map(rowReader(source, FileEntity));
    if (file) return { file, replayed: false };
    const earlier = claim && (await findClaimed(source, draft.tenantId, claim));
    if (earlier) return { file: earlier, replayed: true };
    if (tokenId !== undefined && !(await isThere(source, tokenId))) throw tokenEnded('revoked');
    // The claim was there a moment ago and is gone with its file: it is free now.
  }
}

/** In the order that `quota_admits` has. */
function defaultsOf(limits: Limits = {}): (number | null)[] {
  const { openUploads, openChunks, bytesInFlight, storedBytes, fileSize } = limits;
  return [openUploads, openChunks, bytesInFlight, storedBytes, fileSize].map((it) => it ?? null);
}

/** Where each chunk of a variable plan begins: after those before it. */
function offsetsOf(sizes: readonly number[]): number[] {
  let offset = 0;
  return sizes.map((size) => (offset += size) - size);
}

function isThere(source: DataSource, id: string): Promise<boolean> {
  return guarded(() => source.manager.existsBy(UploadTokenEntity, { id }));
}

async function findClaimed(
  source: DataSource,
  tenantId: string,
  { key, requestHash }: IdempotencyClaim,
): Promise<File | undefined> {
  return guarded(async () => {
    const held = await source.manager.findOneBy(IdempotencyKeyEntity, { tenantId, key });
    if (!held) return undefined;
    if (held.requestHash !== requestHash) {
      throw new DomainError(
        'idempotency_key_reused',
        'This Idempotency-Key came earlier with another body.',
      );
    }
    const file = await source.manager.findOneBy(FileEntity, { id: held.fileId });
    return file ? present(file) : undefined;
  });
}
