import { Injectable } from '@nestjs/common';
import { DomainError, FileRepository, isUuid } from '@waybill/domain';
import type {
  File,
  FileChange,
  FileCreation,
  FileDraft,
  FileQuery,
  FileRef,
  FileStatus,
  IdempotencyClaim,
  Page,
  QuietQuery,
  UrlsExpired,
  UrlsToGive,
} from '@waybill/domain';
import { In, LessThan } from 'typeorm';
import { DataSource } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { columnsOf, rowReader } from '../connection/entity-rows.js';
import { pageOf } from '../connection/page-of.js';
import { prepared, preparedRowsOf } from '../connection/prepared.js';
import { rowsOf } from '../connection/sql.js';
import { FileEntity } from '../entities/file.entity.js';
import { present } from '../entities/present.js';
import { changeFile } from './change-file.js';
import { CLAIM_QUIET } from './claim-quiet.sql.js';
import { createFile } from './create-file.js';
import { expectArrivals } from './expect-arrivals.js';
import { TOUCHED } from './touched.sql.js';
import { findUrlsExpired, settleUrls } from './urls-expired.js';

/** Asked again, it writes nothing: whoever asks often must not make the file look busy. */
const CLAIM_UPLOAD = `
WITH locked AS MATERIALIZED (
  SELECT id, upload_id FROM files
  WHERE id = $1::uuid AND status IN ('pending', 'uploading', 'uploaded', 'completing', 'failed')
  FOR NO KEY UPDATE
), claimed AS (
  UPDATE files f SET upload_id = $2::text, ${TOUCHED}
  FROM locked WHERE f.id = locked.id AND locked.upload_id IS NULL
)
SELECT coalesce(upload_id, $2::text) AS upload_id FROM locked`;

/**
 * Files in PostgreSQL. Raw SQL where one statement locks and changes a row, or has to say the
 * condition of a partial index word for word; and for `find`, which nearly every call begins with:
 * TypeORM makes its query anew each time. Every method may throw DomainError
 * `database_unavailable`.
 */
@Injectable()
export class PgFileRepository extends FileRepository {
  constructor(private readonly source: DataSource) {
    super();
  }

  override create(draft: FileDraft, claim?: IdempotencyClaim): Promise<FileCreation> {
    return createFile(this.source, draft, claim);
  }

  override async find({ fileId, tenantId, createdBy }: FileRef): Promise<File | undefined> {
    if (!isUuid(fileId)) return undefined;
    const sql = `SELECT ${columnsOf(this.source, FileEntity)} FROM files
      WHERE id = $1::uuid AND ($2::uuid IS NULL OR tenant_id = $2::uuid)
        AND ($3::uuid IS NULL OR created_by = $3::uuid)`;
    const [row] = await preparedRowsOf<object>(this.source, prepared(sql), [
      fileId,
      tenantId ?? null,
      createdBy ?? null,
    ]);
    return row && rowReader(this.source, FileEntity)(row);
  }

  /** @throws DomainError cursor_invalid */
  override async list(tenantId: string, query: FileQuery): Promise<Page<File, string>> {
    const { status, limit, before } = query;
    if (before !== undefined && !isUuid(before)) {
      throw new DomainError('cursor_invalid', 'The cursor is not one that this list gave out.');
    }
    const rows = await guarded(() =>
      this.files.find({
        where: { tenantId, ...(status && { status }), ...(before && { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      }),
    );
    return pageOf(rows, limit, present, (file) => file.id);
  }

  override change(ref: FileRef, decide: (file: File) => FileChange | undefined): Promise<File> {
    return changeFile(this.source, ref, decide);
  }

  override async claimUploadId(fileId: string, uploadId: string): Promise<string | undefined> {
    if (!isUuid(fileId)) return undefined;
    const [row] = await rowsOf<{ upload_id: string }>(this.source, CLAIM_UPLOAD, [
      fileId,
      uploadId,
    ]);
    return row?.upload_id;
  }

  override async releaseUploadId(fileId: string, uploadId: string): Promise<void> {
    if (!isUuid(fileId)) return;
    await rowsOf(
      this.source,
      `UPDATE files SET upload_id = NULL, ${TOUCHED}
       WHERE id = $1 AND upload_id = $2`,
      [fileId, uploadId],
    );
  }

  override async claimQuiet(query: QuietQuery): Promise<readonly File[]> {
    const { quietFor, maxGap, limit } = query;
    const sql = CLAIM_QUIET(columnsOf(this.source, FileEntity, 'f'));
    const rows = await rowsOf<object>(this.source, sql, [quietFor, maxGap, limit]);
    const files = rows.map(rowReader(this.source, FileEntity));
    return files.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  override expectArrivals(fileId: string, urls: UrlsToGive): Promise<boolean> {
    return expectArrivals(this.source, fileId, urls);
  }

  override async statuses(fileIds: readonly string[]): Promise<ReadonlyMap<string, FileStatus>> {
    const rows = await guarded(() =>
      this.files.find({
        select: { id: true, status: true },
        where: { id: In(fileIds.filter(isUuid)) },
      }),
    );
    return new Map(rows.map(({ id, status }) => [id, status]));
  }

  override async findExpired(now: Date, limit: number): Promise<readonly string[]> {
    // The list of statuses is the one of the partial index, word for word, or it is not used.
    const rows = await rowsOf<{ id: string }>(
      this.source,
      `SELECT id FROM files
       WHERE status IN ('pending', 'uploading', 'uploaded', 'failed') AND expires_at < $1
       ORDER BY expires_at, id LIMIT $2`,
      [now, limit],
    );
    return rows.map((row) => row.id);
  }

  override findUrlsExpired(before: Date, limit: number): Promise<readonly UrlsExpired[]> {
    return findUrlsExpired(this.source, before, limit);
  }

  override settleUrls(file: UrlsExpired, again?: Date): Promise<void> {
    return settleUrls(this.source, file, again);
  }

  private get files() {
    return this.source.getRepository(FileEntity);
  }
}
