import { Injectable } from '@nestjs/common';
import { ChunkRepository, isUuid } from '@waybill/domain';
import type {
  ArrivalBatch,
  ArrivalResult,
  Chunk,
  ChunkDigests,
  ChunkQuery,
  ChunkRef,
  ChunkRejection,
  DigestEnforcement,
  ExpectedChunk,
  LostChunk,
  MissingChunks,
  Page,
  RejectionOutcome,
  UrlChunk,
  UrlPage,
  UrlPageQuery,
} from '@waybill/domain';
import { MoreThan } from 'typeorm';
import { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { columnsOf, rowReader } from '../connection/entity-rows.js';
import { pageOf } from '../connection/page-of.js';
import { prepared, preparedRowsOf } from '../connection/prepared.js';
import { rowsOf } from '../connection/sql.js';
import { ChunkEntity } from '../entities/chunk.entity.js';
import { present } from '../entities/present.js';
import { isChunkNumber } from './chunk-number.js';
import { declareDigests, rememberDigests } from './declare-digests.js';
import { expectedChunks } from './expected-chunks.js';
import { resetLostChunks } from './reset-lost-chunks.js';
import { recordArrivals } from './record-arrivals.js';
import { rejectChunk } from './reject-chunk.js';
import { readUrlPage } from './read-url-page.js';
import { reuseKnown } from './reuse-known.js';

/**
 * Chunks in PostgreSQL. `find` and `all` are raw SQL: URLs are signed from the one, and to make
 * entities of the other's 10,000 rows blocks the process more than twice as long. Every method may
 * throw DomainError `database_unavailable`.
 */
@Injectable()
export class PgChunkRepository extends ChunkRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async list(fileId: string, query: ChunkQuery): Promise<Page<Chunk, number>> {
    const { status, limit, after = 0 } = query;
    if (!isUuid(fileId)) return { items: [] };
    const rows = await guarded(() =>
      this.source.manager.find(ChunkEntity, {
        where: { fileId, number: MoreThan(after), ...(status && { status }) },
        order: { number: 'ASC' },
        take: limit + 1,
      }),
    );
    return pageOf(rows, limit, present, ({ number }) => number);
  }

  override find(fileId: string, numbers: readonly number[]): Promise<readonly Chunk[]> {
    return this.select(fileId, 'AND number = ANY ($2::integer[])', [numbers.filter(isChunkNumber)]);
  }

  override urlPage(query: UrlPageQuery): Promise<UrlPage | undefined> {
    return readUrlPage(this.source, query);
  }

  override all(fileId: string): Promise<readonly Chunk[]> {
    return this.select(fileId);
  }

  override async missing(fileId: string, limit: number): Promise<MissingChunks> {
    if (!isUuid(fileId)) return { count: 0, numbers: [] };
    const [row] = await rowsOf<{ count: number; numbers: number[] | null }>(
      this.source,
      `SELECT count(*) AS count, (array_agg(number ORDER BY number))[1:$2] AS numbers
       FROM file_chunks WHERE file_id = $1 AND status <> 'uploaded'`,
      [fileId, limit],
    );
    return { count: row?.count ?? 0, numbers: row?.numbers ?? [] };
  }

  override async declareDigests(
    fileId: string,
    digests: readonly ChunkDigests[],
    enforcedBy: DigestEnforcement,
  ): Promise<readonly UrlChunk[]> {
    const known = digests.filter(({ number }) => isChunkNumber(number));
    if (!isUuid(fileId) || known.length === 0) return [];
    return declareDigests(this.source, fileId, known, enforcedBy);
  }

  override rememberDigests(
    fileId: string,
    digests: ChunkDigests & { readonly etag: string },
  ): Promise<void> {
    return rememberDigests(this.source, fileId, digests);
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

  override reuseKnown(fileId: string, numbers?: readonly number[]): Promise<readonly number[]> {
    return reuseKnown(this.source, fileId, numbers);
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
    condition = '',
    parameters: readonly unknown[] = [],
  ): Promise<readonly Chunk[]> {
    if (!isUuid(fileId)) return [];
    const sql = `SELECT ${columnsOf(this.source, ChunkEntity)} FROM file_chunks
       WHERE file_id = $1 ${condition} ORDER BY number`;
    const rows = await preparedRowsOf<object>(this.source, prepared(sql), [fileId, ...parameters]);
    return rows.map(rowReader(this.source, ChunkEntity));
  }
}
