import { isUuid } from '@waybill/domain';
import type { UrlPage, UrlPageQuery } from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { columnsOf, rowReader } from '../connection/entity-rows.js';
import { prepared, preparedRowsOf } from '../connection/prepared.js';
import { FileEntity } from '../entities/file.entity.js';
import { FAR_OFF, unexpected } from '../files/expect-arrivals.js';
import { isChunkNumber } from './chunk-number.js';
import { toUrlChunk, type UrlChunkRow } from './url-chunk-row.js';

/**
 * Raw SQL, since every page of URLs waits for it: the file, its chunks and two hints in one round trip
 * and one row. With the file's columns on a row for each chunk, the driver would read thousands.
 *
 * Whether the tenant may have some of the bytes is one look into an index for each digest, which ends
 * at the first that is found. LIMIT keeps the planner from making a join of the looks.
 *
 * For a token, what counts is what the same token has made. So the answer takes as long whether the
 * tenant has the bytes or not.
 *
 * $1 file id, $2 tenant id, $3 numbers, $4 SHA-256 in hex; $5 to $7 as for {@link unexpected}; $8 the
 * token that asks, if one does.
 */
const readSql = (columns: string) => `
SELECT ${columns}, NOT ${unexpected('$5', '$6', '$7')} AS expected,
  (
    SELECT json_agg(json_build_object('number', number, 'size', size, 'status', status,
      'sha256', encode(sha256, 'hex'), 'md5', encode(md5, 'hex')) ORDER BY number)
    FROM file_chunks WHERE file_id = $1::uuid AND number = ANY ($3::integer[])
  ) AS chunks,
  EXISTS (
    SELECT FROM unnest($4::text[]) AS d (sha256)
    CROSS JOIN LATERAL (
      SELECT FROM file_chunks
      WHERE tenant_id = $2::uuid AND sha256 = decode(d.sha256, 'hex') AND status = 'uploaded'
        AND ($8::uuid IS NULL
          OR (SELECT created_by FROM files WHERE id = file_chunks.file_id) = $8::uuid)
      LIMIT 1
    ) k
  ) AS may_be_known
FROM files WHERE id = $1::uuid AND tenant_id = $2::uuid
  AND ($8::uuid IS NULL OR created_by = $8::uuid)`;

interface PageRow {
  readonly expected: boolean | null;
  readonly chunks: readonly UrlChunkRow[] | null;
  readonly may_be_known: boolean;
}

/** @throws DomainError database_unavailable */
export async function readUrlPage(
  source: DataSource,
  { fileId, tenantId, createdBy, numbers, digests, profile, expireAt }: UrlPageQuery,
): Promise<UrlPage | undefined> {
  if (!isUuid(fileId)) return undefined;
  const statement = prepared(readSql(columnsOf(source, FileEntity)));
  const [row] = await preparedRowsOf<PageRow>(source, statement, [
    fileId,
    tenantId,
    numbers.filter(isChunkNumber),
    digests.flatMap(({ sha256 }) => sha256 ?? []),
    FAR_OFF,
    expireAt,
    profile,
    createdBy ?? null,
  ]);
  return (
    row && {
      file: rowReader(source, FileEntity)(row),
      chunks: (row.chunks ?? []).map(toUrlChunk),
      mayBeKnown: row.may_be_known,
      // NULL where no URL has been given out yet.
      expected: row.expected === true,
    }
  );
}
