import { ChunkRepository, isUuid } from '@waybill/domain';
import type {
  ArrivalBatch,
  ArrivalResult,
  Chunk,
  ChunkDigests,
  ChunkQuery,
  ChunkRef,
  ChunkRejection,
  ExpectedChunk,
  LostChunk,
  MissingChunks,
  Page,
  RejectionOutcome,
} from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { pageOf } from '../connection/page-of.js';
import { rowsOf } from '../connection/sql.js';
import { CHUNK_COLUMNS, toChunk } from './chunk-mapper.js';
import type { ChunkRow } from './chunk-mapper.js';
import { isChunkNumber } from './chunk-number.js';
import { declareDigests } from './declare-digests.js';
import { expectedChunks } from './expected-chunks.js';
import { resetLostChunks } from './reset-lost-chunks.js';
import { recordArrivals } from './record-arrivals.js';
import { rejectChunk } from './reject-chunk.js';
import { reuseKnown } from './reuse-known.js';

const SELECT = `SELECT ${CHUNK_COLUMNS} FROM file_chunks`;

/**
 * Chunks in PostgreSQL. Reads are plain SQL: to make entities of 10,000 rows blocks the process
 * more than twice as long. Every method may throw DomainError `database_unavailable`.
 */
export class PgChunkRepository extends ChunkRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async list(fileId: string, query: ChunkQuery): Promise<Page<Chunk, number>> {
    const { status, limit, after = 0 } = query;
    const rows = await this.select(
      fileId,
      `AND number > $2 AND ($3::text IS NULL OR status = $3::text) ORDER BY number LIMIT $4`,
      [after, status ?? null, limit + 1],
    );
    return pageOf(rows, limit, toChunk, (chunk) => chunk.number);
  }

  override async find(fileId: string, numbers: readonly number[]): Promise<readonly Chunk[]> {
    const wanted = numbers.filter(isChunkNumber);
    const rows = await this.select(fileId, `AND number = ANY ($2::integer[]) ORDER BY number`, [
      wanted,
    ]);
    return rows.map(toChunk);
  }

  override async all(fileId: string): Promise<readonly Chunk[]> {
    return (await this.select(fileId, 'ORDER BY number', [])).map(toChunk);
  }

  override async missing(fileId: string, limit: number): Promise<MissingChunks> {
    if (!isUuid(fileId)) return { count: 0, numbers: [] };
    const [row] = await rowsOf<{ count: number; numbers: number[] | null }>(
      this.source,
      `SELECT count(*)::integer AS count, (array_agg(number ORDER BY number))[1:$2] AS numbers
       FROM file_chunks WHERE file_id = $1 AND status <> 'uploaded'`,
      [fileId, limit],
    );
    return { count: row?.count ?? 0, numbers: row?.numbers ?? [] };
  }

  override async declareDigests(
    fileId: string,
    digests: readonly ChunkDigests[],
  ): Promise<readonly Chunk[]> {
    const known = digests.filter(({ number }) => isChunkNumber(number));
    if (isUuid(fileId) && known.length > 0) await declareDigests(this.source, fileId, known);
    return this.find(
      fileId,
      known.map(({ number }) => number),
    );
  }

  override recordArrivals(batch: ArrivalBatch): Promise<readonly ArrivalResult[]> {
    return recordArrivals(this.source, batch);
  }

  override expected(refs: readonly ChunkRef[]): Promise<readonly ExpectedChunk[]> {
    return expectedChunks(this.source, refs);
  }

  override reject(rejection: ChunkRejection): Promise<RejectionOutcome> {
    return rejectChunk(this.source, rejection);
  }

  override reuseKnown(fileId: string): Promise<readonly number[]> {
    return reuseKnown(this.source, fileId);
  }

  override resetLostChunks(
    fileId: string,
    lost: readonly LostChunk[],
    reason: string,
  ): Promise<readonly number[]> {
    return resetLostChunks(this.source, fileId, lost, reason);
  }

  private async select(
    fileId: string,
    rest: string,
    parameters: readonly unknown[],
  ): Promise<ChunkRow[]> {
    if (!isUuid(fileId)) return [];
    return rowsOf(this.source, `${SELECT} WHERE file_id = $1 ${rest}`, [fileId, ...parameters]);
  }
}
