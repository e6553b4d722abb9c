import {
  assertCanBecome,
  chunkSpan,
  DomainError,
  type File,
  type FileChange,
  type FileCreation,
  type FileDraft,
  fileEventType,
  type FileRef,
  FileRepository,
  type FileStatus,
  type IdempotencyClaim,
  isSettled,
  type QuietQuery,
  sameDigests,
  type UrlsExpired,
  type UrlsToGive,
} from '@waybill/domain';
import { expectsUrls } from './expects-urls.js';
import { type ChunkRow, type FileRow, type MemoryDatabase, toFile } from './memory-database.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

const OPEN: readonly FileStatus[] = ['pending', 'uploading', 'uploaded', 'completing', 'failed'];
const EXPIRING: readonly FileStatus[] = ['pending', 'uploading', 'uploaded', 'failed'];
const LOOKED_AT: readonly FileStatus[] = ['pending', 'uploading', 'completing'];

/** As `PgFileRepository`: the differential test runs the same calls on both. */
export class MemoryFileRepository extends FileRepository {
  constructor(protected readonly db: MemoryDatabase) {
    super();
  }

  override async create(draft: FileDraft, claim?: IdempotencyClaim): Promise<FileCreation> {
    const earlier = claim && this.claimed(draft.tenantId, claim);
    if (earlier) return { file: toFile(earlier), replayed: true };
    const { plan, digests, ...fields } = draft;
    const file = rowOf(fields, plan, this.db.now());
    this.db.insert(file, chunksOf(file, plan, digests));
    if (claim) {
      const { key, requestHash } = claim;
      this.db.idempotencyKeys.set(`${draft.tenantId}/${key}`, { requestHash, fileId: draft.id });
    }
    this.db.tell(file, 'file.created', {
      name: draft.name,
      size: plan.size,
      chunkCount: plan.chunkCount,
    });
    this.db.commit();
    return { file: toFile(file), replayed: false };
  }

  override async find(ref: FileRef): Promise<File | undefined> {
    const row = this.row(ref);
    return row && toFile(row);
  }

  override list(): never {
    throw new Error('Nothing in the simulation lists files.');
  }

  override async change(
    ref: FileRef,
    decide: (file: File) => FileChange | undefined,
  ): Promise<File> {
    const row = this.row(ref);
    if (!row) throw new DomainError('file_not_found', 'There is no such file.');
    const file = toFile(row);
    const change = decide(file);
    if (!change) return file;
    if (change.status !== file.status) assertCanBecome(file.status, change.status);
    this.write(row, change);
    this.db.commit();
    return toFile(row);
  }

  override async claimUploadId(fileId: string, uploadId: string): Promise<string | undefined> {
    const row = this.db.file(fileId);
    if (!row || !OPEN.includes(row.status)) return undefined;
    if (row.uploadId === undefined) this.db.updateFile(row, { uploadId });
    this.db.commit();
    return row.uploadId;
  }

  override async releaseUploadId(fileId: string, uploadId: string): Promise<void> {
    const row = this.db.file(fileId);
    if (row?.uploadId !== uploadId) return;
    this.db.updateFile(row, { uploadId: undefined });
    this.db.commit();
  }

  override async claimQuiet({ quietFor, maxGap, limit }: QuietQuery): Promise<readonly File[]> {
    const now = this.db.now();
    const quietSince = now.getTime() - quietFor * 1_000;
    const due = [...this.db.files.values()]
      .filter(
        (row) =>
          LOOKED_AT.includes(row.status) &&
          row.nextLookAt <= now &&
          row.updatedAt.getTime() <= quietSince,
      )
      .sort((a, b) => a.nextLookAt.getTime() - b.nextLookAt.getTime() || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
    for (const row of due) {
      const { lookedAt, updatedAt, nextLookAt } = row;
      const quiet = lookedAt !== undefined && updatedAt <= lookedAt;
      const doubled = quiet ? (nextLookAt.getTime() - lookedAt.getTime()) * 2 : 0;
      const gap = Math.max(quietFor * 1_000, Math.min(maxGap * 1_000, doubled));
      row.lookedAt = now;
      row.nextLookAt = new Date(now.getTime() + gap);
    }
    return due.sort((a, b) => (a.id < b.id ? -1 : 1)).map(toFile);
  }

  override async expectArrivals(
    fileId: string,
    { unbound, expireAt, profile }: UrlsToGive,
  ): Promise<boolean> {
    const row = this.db.file(fileId);
    if (!row) return true;
    const changed = unbound.some(({ number, md5 }) => {
      const chunk = this.db.chunk(fileId, number);
      return chunk && (chunk.status === 'uploaded' || !sameDigests(chunk, { md5 }));
    });
    if (changed) return false;
    const now = this.db.now().getTime();
    const ahead = Math.max(0, Math.round((expireAt.getTime() - now) / 4));
    const another = row.urlProfile !== undefined && row.urlProfile !== profile;
    const unboundUrls = row.unboundUrls || unbound.length > 0 || another;
    if (unboundUrls !== row.unboundUrls || !expectsUrls(this.db, row, { expireAt, profile })) {
      const later = Math.max(row.urlsExpireAt?.getTime() ?? 0, expireAt.getTime() + ahead);
      this.db.updateFile(row, { unboundUrls, urlProfile: profile, urlsExpireAt: new Date(later) });
    }
    this.db.commit();
    return true;
  }

  override async statuses(fileIds: readonly string[]): Promise<ReadonlyMap<string, FileStatus>> {
    const rows = fileIds.flatMap((fileId) => this.db.file(fileId) ?? []);
    return new Map(rows.map(({ id, status }) => [id, status]));
  }

  override async findExpired(now: Date, limit: number): Promise<readonly string[]> {
    return [...this.db.files.values()]
      .filter(({ status, expiresAt }) => EXPIRING.includes(status) && expiresAt && expiresAt < now)
      .sort((a, b) => Number(a.expiresAt) - Number(b.expiresAt) || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(({ id }) => id);
  }

  override async findUrlsExpired(before: Date, limit: number): Promise<readonly UrlsExpired[]> {
    return [...this.db.files.values()]
      .flatMap(({ id, status, urlsExpireAt }) =>
        isSettled(status) && urlsExpireAt && urlsExpireAt < before
          ? [{ fileId: id, urlsExpireAt }]
          : [],
      )
      .sort((a, b) => a.urlsExpireAt.getTime() - b.urlsExpireAt.getTime())
      .slice(0, limit);
  }

  override async settleUrls({ fileId, urlsExpireAt }: UrlsExpired, again?: Date): Promise<void> {
    const row = this.db.file(fileId);
    if (row?.urlsExpireAt?.getTime() === urlsExpireAt.getTime()) row.urlsExpireAt = again;
  }

  private row({ fileId, tenantId }: FileRef): FileRow | undefined {
    const row = this.db.file(fileId);
    return tenantId === undefined || row?.tenantId === tenantId ? row : undefined;
  }

  private claimed(tenantId: string, { key, requestHash }: IdempotencyClaim): FileRow | undefined {
    const held = this.db.idempotencyKeys.get(`${tenantId}/${key}`);
    if (!held) return undefined;
    if (held.requestHash === requestHash) return this.db.file(held.fileId);
    throw new DomainError(
      'idempotency_key_reused',
      'This Idempotency-Key came earlier with another body.',
    );
  }

  private write(row: FileRow, change: FileChange): void {
    const { status, eventData, uploadId, failure, ...fields } = change;
    const told = status !== row.status || eventData !== undefined;
    if (told && status === 'pending') throw new Error('The journal has no event for that.');
    const completed = status === 'completed' && row.status !== 'completed';
    this.db.updateFile(row, {
      ...fields,
      status,
      ...(uploadId !== undefined && { uploadId: uploadId ?? undefined }),
      ...(failure !== undefined && { failure: failure ?? undefined }),
      ...(completed && { completedAt: this.db.now() }),
    });
    if (told && status !== 'pending') this.db.tell(row, fileEventType(status), eventData);
  }
}

function rowOf(
  fields: Omit<FileDraft, 'plan' | 'digests'>,
  plan: FileDraft['plan'],
  now: Date,
): FileRow {
  return {
    ...fields,
    unboundUrls: false,
    size: plan.size,
    chunkSize: plan.chunkSize,
    chunkCount: plan.chunkCount,
    status: 'pending',
    uploadedChunks: 0,
    uploadedBytes: 0,
    reusedChunks: 0,
    createdAt: now,
    updatedAt: now,
    lookedAt: undefined,
    nextLookAt: now,
    urlsExpireAt: undefined,
  };
}

function chunksOf(
  { id, tenantId }: FileRow,
  plan: FileDraft['plan'],
  digests: FileDraft['digests'],
): ChunkRow[] {
  return Array.from({ length: plan.chunkCount }, (_, index) => {
    const { offset = 0, size = 0 } = chunkSpan(plan, index + 1) ?? {};
    return {
      fileId: id,
      number: index + 1,
      tenantId,
      offset,
      size,
      status: 'pending',
      sha256: digests[index]?.sha256,
      md5: digests[index]?.md5,
      etag: undefined,
      sequencer: undefined,
      verification: undefined,
      uploadedAt: undefined,
      rejections: 0,
      source: undefined,
    };
  });
}
