import type {
  Chunk,
  ChunkSource,
  ChunkStatus,
  File,
  FileEventType,
  NewDeadLetter,
  StoreProfile,
  Verification,
} from '@waybill/domain';

export type FileRow = { -readonly [Key in keyof File]: File[Key] } & {
  urlProfile?: StoreProfile;
  lookedAt: Date | undefined;
  nextLookAt: Date;
  urlsExpireAt: Date | undefined;
};

export interface ChunkRow {
  readonly fileId: string;
  readonly number: number;
  readonly tenantId: string;
  readonly offset: number;
  readonly size: number;
  status: ChunkStatus;
  sha256: string | undefined;
  md5: string | undefined;
  etag: string | undefined;
  sequencer: string | undefined;
  verification: Verification | undefined;
  uploadedAt: Date | undefined;
  rejections: number;
  source: ChunkSource | undefined;
}

export interface JournalRow {
  /** Given out when the statement runs; it can be seen only when it is committed. */
  readonly id: number;
  readonly fileId: string;
  readonly tenantId: string;
  readonly type: FileEventType;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  position: number | undefined;
}

/** What one transaction has changed. */
export interface Commit {
  /** As they were before; undefined for a new one. */
  readonly files: ReadonlyMap<string, FileRow | undefined>;
  /** As they were before, by file and number. */
  readonly chunks: readonly ChunkRow[];
  readonly journaled: readonly JournalRow[];
}

/**
 * The tables in memory. Every method of a repository is one transaction: it runs to its end before
 * anything else does, as rows that are locked in order make it in PostgreSQL.
 */
export class MemoryDatabase {
  /** What the store is known to enforce. */
  storeProfile?: StoreProfile;
  readonly files = new Map<string, FileRow>();
  readonly chunks = new Map<string, ChunkRow[]>();
  /** By id. */
  readonly journal: JournalRow[] = [];
  /** `holder`: whoever has the row locked; a process that is dead has let it go. */
  readonly relay: { last: number; published: number; holder?: { alive: boolean } | undefined } = {
    last: 0,
    published: 0,
  };
  /** Told of every transaction that wrote to the journal. */
  readonly appended = new Set<() => void>();
  readonly deadLetters: NewDeadLetter[] = [];
  readonly idempotencyKeys = new Map<string, { requestHash: string; fileId: string }>();
  private readonly touchedFiles = new Map<string, FileRow | undefined>();
  private touchedChunks: ChunkRow[] = [];
  private journaled: JournalRow[] = [];
  private readonly skippedIds: number[] = [];
  private lastId = 0;

  constructor(
    readonly now: () => Date,
    /** Told of every transaction that changed anything. */
    private readonly committed: (commit: Commit) => void = () => undefined,
    /**
     * Whether a row's id is to be one that was passed over before: a transaction that began earlier
     * and is committed later. Of one file the ids rise all the same, since its row is locked.
     */
    private readonly idsOutOfOrder: () => boolean = () => false,
  ) {}

  file(fileId: string): FileRow | undefined {
    return this.files.get(fileId);
  }

  chunksOf(fileId: string): ChunkRow[] {
    return this.chunks.get(fileId) ?? [];
  }

  chunk(fileId: string, number: number): ChunkRow | undefined {
    return this.chunks.get(fileId)?.[number - 1];
  }

  insert(file: FileRow, chunks: ChunkRow[]): void {
    this.touchedFiles.set(file.id, undefined);
    this.files.set(file.id, file);
    this.chunks.set(file.id, chunks);
  }

  /** Changes a file, and brings its next look forward as every change does. */
  updateFile(file: FileRow, change: Partial<FileRow>): void {
    if (!this.touchedFiles.has(file.id)) this.touchedFiles.set(file.id, { ...file });
    const now = this.now();
    Object.assign(file, change, {
      updatedAt: now,
      nextLookAt: file.nextLookAt < now ? file.nextLookAt : now,
    });
  }

  updateChunk(chunk: ChunkRow, change: Partial<ChunkRow>): void {
    this.touchedChunks.push({ ...chunk });
    Object.assign(chunk, change);
  }

  tell(
    file: { readonly id: string; readonly tenantId: string },
    type: FileEventType,
    data: Readonly<Record<string, unknown>> = {},
  ): void {
    const { id: fileId, tenantId } = file;
    const id = this.nextId(fileId);
    const row = { id, fileId, tenantId, type, at: this.now(), data, position: undefined };
    const after = this.journal.findIndex((other) => other.id > id);
    this.journal.splice(after < 0 ? this.journal.length : after, 0, row);
    this.journaled.push(row);
  }

  commit(): void {
    if (this.touchedFiles.size === 0 && this.touchedChunks.length === 0) return;
    const commit = {
      files: new Map(this.touchedFiles),
      chunks: this.touchedChunks,
      journaled: this.journaled,
    };
    this.touchedFiles.clear();
    this.touchedChunks = [];
    this.journaled = [];
    this.committed(commit);
    if (commit.journaled.length > 0) for (const wake of this.appended) wake();
  }

  private nextId(fileId: string): number {
    if (this.idsOutOfOrder()) this.skippedIds.push(++this.lastId);
    else if (this.skippedIds.length > 0) {
      const newest = Math.max(
        0,
        ...this.journal.flatMap((row) => (row.fileId === fileId ? row.id : [])),
      );
      const index = this.skippedIds.findIndex((id) => id > newest);
      const [id] = index < 0 ? [] : this.skippedIds.splice(index, 1);
      if (id !== undefined) return id;
    }
    return ++this.lastId;
  }
}

const FILE_INTERNALS: ReadonlySet<string> = new Set(['lookedAt', 'nextLookAt', 'urlsExpireAt']);
const CHUNK_INTERNALS: ReadonlySet<string> = new Set(['tenantId', 'sequencer']);
const UNREJECTED_INTERNALS: ReadonlySet<string> = new Set([...CHUNK_INTERNALS, 'rejections']);

/** A row as the repositories hand it out: without what is not set. */
export function toFile(row: FileRow): File {
  return kept(row, FILE_INTERNALS);
}

export function toChunk(row: ChunkRow): Chunk {
  return kept(row, row.rejections > 0 ? CHUNK_INTERNALS : UNREJECTED_INTERNALS);
}

function kept<Row extends object>(row: Row, but: ReadonlySet<string>): never {
  const copy: Record<string, unknown> = {};
  // Every row that anybody reads comes by here: no lists of entries are made for it.
  for (const name in row) {
    if (row[name] !== undefined && !but.has(name)) copy[name] = row[name];
  }
  return copy as never;
}
