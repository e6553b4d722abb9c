import {
  type ArrivalBatch,
  type ArrivalResult,
  assertCanBecome,
  type Chunk,
  type ChunkRef,
  type ChunkRejection,
  ChunkRepository,
  DomainError,
  type ExpectedChunk,
  type File,
  type FileChange,
  type FileCreation,
  type FileRef,
  FileRepository,
  type FileStatus,
  MAX_REJECTIONS,
  type RejectionOutcome,
} from '@waybill/domain';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

/** One file in memory, for tests of use cases. What no test here needs is refused. */
export class OneFileRepository extends FileRepository {
  readonly history: string[] = [];

  constructor(public file: File) {
    super();
  }

  override async find({ fileId }: FileRef): Promise<File | undefined> {
    return fileId === this.file.id ? this.file : undefined;
  }

  override async change(
    { fileId }: FileRef,
    decide: (file: File) => FileChange | undefined,
  ): Promise<File> {
    if (fileId !== this.file.id) throw new DomainError('file_not_found', 'There is no such file.');
    const change = decide(this.file);
    if (!change) return this.file;
    assertCanBecome(this.file.status, change.status);
    const { uploadId = this.file.uploadId, failure = this.file.failure } = change;
    this.file = {
      ...this.file,
      status: change.status,
      uploadId: uploadId ?? undefined,
      failure: failure ?? undefined,
      fingerprint: change.fingerprint ?? this.file.fingerprint,
      location: change.location ?? this.file.location,
    };
    this.history.push(change.status);
    return this.file;
  }

  override async claimUploadId(fileId: string, uploadId: string): Promise<string | undefined> {
    if (fileId !== this.file.id || this.file.status !== 'completing') return undefined;
    this.file = { ...this.file, uploadId: this.file.uploadId ?? uploadId };
    return this.file.uploadId;
  }

  override async releaseUploadId(_: string, uploadId: string): Promise<void> {
    if (this.file.uploadId === uploadId) this.file = { ...this.file, uploadId: undefined };
  }

  override async findExpired(now: Date): Promise<readonly string[]> {
    const { status, expiresAt, id } = this.file;
    const open = ['pending', 'uploading', 'uploaded', 'failed'].includes(status);
    return open && expiresAt !== undefined && expiresAt < now ? [id] : [];
  }

  override async statuses(fileIds: readonly string[]): Promise<ReadonlyMap<string, FileStatus>> {
    return new Map(fileIds.includes(this.file.id) ? [[this.file.id, this.file.status]] : []);
  }

  override claimQuiet(): never {
    throw new Error('not in these tests');
  }

  override findUrlsExpired(): never {
    throw new Error('not in these tests');
  }

  override settleUrls(): never {
    throw new Error('not in these tests');
  }

  override expectArrivals(): never {
    throw new Error('not in these tests');
  }

  override create(): Promise<FileCreation> {
    throw new Error('not in these tests');
  }

  override list(): never {
    throw new Error('not in these tests');
  }
}

/** The chunks of one file in memory. */
export class OneFileChunks extends ChunkRepository {
  readonly rejections: ChunkRejection[] = [];

  constructor(
    public chunks: readonly Chunk[],
    private readonly strategy: string = 'chunks',
    private readonly fileStatus: FileStatus = 'uploading',
  ) {
    super();
  }

  override async all(): Promise<readonly Chunk[]> {
    return this.chunks;
  }

  override async find(_: string, numbers: readonly number[]): Promise<readonly Chunk[]> {
    return this.chunks.filter(({ number }) => numbers.includes(number));
  }

  override list(): never {
    throw new Error('not in these tests');
  }

  override missing(): never {
    throw new Error('not in these tests');
  }

  override async expected(refs: readonly ChunkRef[]): Promise<readonly ExpectedChunk[]> {
    const wanted = new Set(refs.map(({ fileId, number }) => `${fileId}/${number}`));
    return this.chunks
      .filter(({ fileId, number }) => wanted.has(`${fileId}/${number}`))
      .map((chunk) => ({
        ...chunk,
        strategy: this.strategy,
        unbound: false,
        fileStatus: this.fileStatus,
      }));
  }

  override async reject(rejection: ChunkRejection): Promise<RejectionOutcome> {
    const chunk = this.chunks.find(({ number }) => number === rejection.number);
    if (!chunk || chunk.status === 'uploaded') return 'ignored';
    this.rejections.push(rejection);
    const rejections = (chunk.rejections ?? 0) + 1;
    this.chunks = this.chunks.map((one) =>
      one === chunk ? { ...chunk, status: 'corrupt', rejections } : one,
    );
    return rejections >= MAX_REJECTIONS ? 'failed' : 'rejected';
  }

  override urlPage(): never {
    throw new Error('not in these tests');
  }

  override reuseKnown(): never {
    throw new Error('not in these tests');
  }

  override resetLostChunks(): never {
    throw new Error('not in these tests');
  }

  override declareDigests(): never {
    throw new Error('not in these tests');
  }

  override rememberDigests(): never {
    throw new Error('not in these tests');
  }

  /** Everything is applied; tests that want it otherwise say so. */
  override async recordArrivals({ arrivals }: ArrivalBatch): Promise<readonly ArrivalResult[]> {
    return arrivals.map((arrival) => ({ arrival, outcome: 'applied' }));
  }
}
