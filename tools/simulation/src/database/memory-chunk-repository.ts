import {
  type ArrivalBatch,
  type ArrivalResult,
  type Chunk,
  type ChunkDigests,
  type ChunkRef,
  type ChunkRejection,
  type DigestEnforcement,
  ChunkRepository,
  type ExpectedChunk,
  type FileStatus,
  type LostChunk,
  MAX_REJECTIONS,
  type MissingChunks,
  type RejectionOutcome,
  type UrlChunk,
  type UrlPage,
  type UrlPageQuery,
} from '@waybill/domain';
import { expectedOf, toUrlChunk } from './chunk-views.js';
import { expectsUrls } from './expects-urls.js';
import {
  type ChunkRow,
  type FileRow,
  type MemoryDatabase,
  toChunk,
  toFile,
} from './memory-database.js';
import { ArrivalRecorder } from './record-arrivals.js';
import { knownSource } from './reuse-known.js';
import { tellProgress } from './tell-progress.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

const REJECTING: readonly FileStatus[] = ['pending', 'uploading', 'uploaded', 'failed'];
const RESETTING: readonly FileStatus[] = ['uploading', 'uploaded', 'completing', 'failed'];
const REUSING: readonly FileStatus[] = ['pending', 'uploading', 'failed'];

/** As `PgChunkRepository`: the differential test runs the same calls on both. */
export class MemoryChunkRepository extends ChunkRepository {
  constructor(
    protected readonly db: MemoryDatabase,
    private readonly recorder = new ArrivalRecorder(db),
  ) {
    super();
  }

  override list(): never {
    throw new Error('Nothing in the simulation lists chunks by page.');
  }

  override async find(fileId: string, numbers: readonly number[]): Promise<readonly Chunk[]> {
    return this.rows(fileId, numbers).map(toChunk);
  }

  override async urlPage(query: UrlPageQuery): Promise<UrlPage | undefined> {
    const { fileId, tenantId, numbers, digests } = query;
    const file = this.db.file(fileId);
    if (file?.tenantId !== tenantId) return undefined;
    const rows = this.rows(fileId, numbers);
    const declared = new Map(digests.map(({ number, sha256 }) => [number, sha256]));
    return {
      file: toFile(file),
      chunks: rows.map(toUrlChunk),
      mayBeKnown: rows.some((row) => {
        const sha256 = declared.get(row.number);
        return sha256 !== undefined && this.sourceOf({ ...row, sha256 }, file) !== undefined;
      }),
      expected: expectsUrls(this.db, file, query),
    };
  }

  override async all(fileId: string): Promise<readonly Chunk[]> {
    return this.db.chunksOf(fileId).map(toChunk);
  }

  override async missing(fileId: string, limit: number): Promise<MissingChunks> {
    const missing = this.db.chunksOf(fileId).filter(({ status }) => status !== 'uploaded');
    return {
      count: missing.length,
      numbers: missing.slice(0, limit).map(({ number }) => number),
    };
  }

  override async declareDigests(
    fileId: string,
    digests: readonly ChunkDigests[],
    enforcedBy: DigestEnforcement,
  ): Promise<readonly UrlChunk[]> {
    this.fillDigests(fileId, digests, enforcedBy);
    this.db.commit();
    const numbers = digests.map(({ number }) => number);
    return this.rows(fileId, numbers).map(toUrlChunk);
  }

  override async rememberDigests(
    fileId: string,
    { number, sha256, md5, etag }: ChunkDigests & { readonly etag: string },
  ): Promise<void> {
    const chunk = this.db.chunk(fileId, number);
    if (chunk?.status !== 'uploaded' || chunk.etag !== etag) return;
    this.db.updateChunk(chunk, { sha256: chunk.sha256 ?? sha256, md5: chunk.md5 ?? md5 });
    this.db.commit();
  }

  override async recordArrivals(batch: ArrivalBatch): Promise<readonly ArrivalResult[]> {
    const results = this.recorder.record(batch);
    this.db.commit();
    return results;
  }

  override async expected(refs: readonly ChunkRef[]): Promise<readonly ExpectedChunk[]> {
    const names = new Map(refs.map((ref) => [`${ref.fileId}/${ref.number}`, ref]));
    const found = [...names.values()].flatMap(({ fileId, number }) => {
      const file = this.db.file(fileId);
      const chunk = this.db.chunk(fileId, number);
      return file && chunk ? expectedOf(chunk, file, this.db.storeProfile) : [];
    });
    return found.sort((a, b) =>
      a.fileId < b.fileId ? -1 : a.fileId > b.fileId ? 1 : a.number - b.number,
    );
  }

  override async reject(rejection: ChunkRejection): Promise<RejectionOutcome> {
    const { fileId, number, reason, detail, etag } = rejection;
    const file = this.db.file(fileId);
    const chunk = this.db.chunk(fileId, number);
    if (!file || !REJECTING.includes(file.status) || !chunk) return 'ignored';
    if (chunk.status === 'uploaded') return 'ignored';
    if ((rejection.rejections ?? chunk.rejections) !== chunk.rejections) return 'ignored';
    const rejections = chunk.rejections + 1;
    const before = file.status;
    this.db.updateChunk(chunk, { status: 'corrupt', sequencer: undefined, rejections });
    const failed = rejections >= MAX_REJECTIONS;
    const failure = {
      code: 'chunk_corrupt',
      detail: `Chunk ${number} was rejected ${rejections} times in a row, at last for ${reason}: ${detail}`,
    };
    this.db.updateFile(file, failed ? { status: 'failed', failure } : {});
    const data = { number, reason, detail, rejections, ...(etag !== undefined && { etag }) };
    this.db.tell(file, 'chunk.corrupt', data);
    if (failed && before === 'pending') this.db.tell(file, 'file.uploading');
    if (failed && before !== 'failed') this.db.tell(file, 'file.failed', { failure });
    this.db.commit();
    return failed ? 'failed' : 'rejected';
  }

  override async reuseKnown(
    fileId: string,
    numbers?: readonly number[],
  ): Promise<readonly number[]> {
    const file = this.db.file(fileId);
    if (!file || !REUSING.includes(file.status)) return [];
    // All are looked for before any is taken: one statement sees nothing of its own.
    const asked = numbers ? this.rows(fileId, numbers) : this.db.chunksOf(fileId);
    const known = asked.flatMap((chunk) => {
      const source = this.sourceOf(chunk, file);
      return source ? [{ chunk, ...source }] : [];
    });
    for (const { chunk, etag, source } of known) {
      this.db.updateChunk(chunk, {
        status: 'uploaded',
        etag,
        sequencer: undefined,
        verification: 'reused',
        uploadedAt: this.db.now(),
        rejections: 0,
        source,
      });
    }
    if (known.length > 0) tellProgress(this.db, file, { chunks: known, reused: true });
    this.db.commit();
    return known.map(({ chunk }) => chunk.number);
  }

  override async resetLostChunks(
    fileId: string,
    lost: readonly LostChunk[],
    reason: string,
  ): Promise<readonly number[]> {
    const file = this.db.file(fileId);
    if (!file || !RESETTING.includes(file.status)) return [];
    const seen = new Map(lost.map(({ number, uploadedAt }) => [number, uploadedAt?.getTime()]));
    const gone = this.rows(fileId, [...seen.keys()]).filter(
      ({ status, number, uploadedAt }) =>
        status === 'uploaded' && uploadedAt?.getTime() === seen.get(number),
    );
    if (gone.length === 0) return [];
    const reused = gone.filter(({ verification }) => verification === 'reused').length;
    for (const chunk of gone) {
      this.db.updateChunk(chunk, {
        status: 'pending',
        etag: undefined,
        sequencer: undefined,
        verification: undefined,
        uploadedAt: undefined,
        source: undefined,
      });
    }
    const before = file.status;
    this.db.updateFile(file, {
      status: 'uploading',
      uploadedChunks: file.uploadedChunks - gone.length,
      uploadedBytes: file.uploadedBytes - gone.reduce((sum, { size }) => sum + size, 0),
      reusedChunks: file.reusedChunks - reused,
      failure: undefined,
    });
    const found = gone.map(({ number }) => number);
    this.db.tell(file, 'chunk.lost', { numbers: found, reason });
    if (before !== 'uploading') this.db.tell(file, 'file.uploading');
    this.db.commit();
    return found;
  }

  protected fillDigests(
    fileId: string,
    digests: readonly ChunkDigests[],
    enforcedBy: DigestEnforcement,
  ): void {
    const file = this.db.file(fileId);
    const news = digests.flatMap(({ number, sha256, md5 }) => {
      const chunk = this.db.chunk(fileId, number);
      const adds = (!chunk?.sha256 && sha256 !== undefined) || (!chunk?.md5 && md5 !== undefined);
      return chunk && adds ? [{ chunk, sha256, md5 }] : [];
    });
    const late = news.some(({ chunk }) => {
      const bound = chunk.sha256 !== undefined || (!file?.unboundUrls && chunk.md5 === undefined);
      return chunk.status === 'uploaded' || (enforcedBy === 'url' && !bound);
    });
    if (late) return;
    for (const { chunk, sha256, md5 } of news) {
      this.db.updateChunk(chunk, { sha256: chunk.sha256 ?? sha256, md5: chunk.md5 ?? md5 });
    }
  }

  protected sourceOf(chunk: ChunkRow, file: FileRow): ReturnType<typeof knownSource> {
    return knownSource(this.db, chunk, file);
  }

  private rows(fileId: string, numbers: readonly number[]): ChunkRow[] {
    return this.db.chunksOf(fileId).filter(({ number }) => numbers.includes(number));
  }
}
