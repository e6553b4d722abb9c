import {
  type ArrivalResult,
  canBecome,
  chunkCanBecome,
  chunkKey,
  fileKey,
  type FileStatus,
  MAX_REJECTIONS,
  parseObjectKey,
  sameDigests,
} from '@waybill/domain';
import type { ChunkRow, Commit, FileRow, JournalRow } from '../database/memory-database.js';
import { digestOf, rangeOf } from '../store/content.js';
import { FORGED_ETAG } from '../store/forged-etag.js';
import type { Trace } from '../trace.js';
import type { Fail, Watched } from './watched.js';

const RECEIVING: readonly FileStatus[] = ['pending', 'uploading', 'failed'];
const WHOLE: readonly FileStatus[] = ['uploaded', 'completing', 'completed'];

/** What must be true of every transaction, looked at as it is committed. */
export class CommitChecks {
  constructor(
    private readonly watched: () => Watched,
    private readonly fail: Fail,
    private readonly trace: Trace,
  ) {}

  committed = (commit: Commit): void => {
    this.trace.count('commits');
    for (const { type } of commit.journaled) {
      if (type.startsWith('chunk.')) this.trace.count(type);
    }
    const { db } = this.watched();
    for (const [fileId, before] of commit.files) {
      const file = db.file(fileId);
      if (file) this.transition(before, file, commit.journaled);
    }
    const seen = new Set<string>();
    const touched = new Set(commit.files.keys());
    for (const before of commit.chunks) {
      touched.add(before.fileId);
      const name = `${before.fileId}/${before.number}`;
      const after = db.chunk(before.fileId, before.number);
      if (!after || seen.has(name)) continue;
      seen.add(name);
      const file = commit.files.get(before.fileId) ?? db.file(before.fileId);
      if (file) this.chunk(before, after, file);
    }
    for (const fileId of touched) this.counters(fileId);
  };

  /** Of several arrivals of one chunk the newest object counts: the store knows which that is. */
  recorded(results: readonly ArrivalResult[]): void {
    for (const { arrival, outcome } of results) {
      if (outcome !== 'applied' || arrival.sequencer === undefined) continue;
      const key = this.keyOf(arrival.fileId, arrival.number);
      const newest = this.age(key, arrival.etag);
      for (const { arrival: other } of results) {
        const same = other.fileId === arrival.fileId && other.number === arrival.number;
        if (!same || other.sequencer === undefined) continue;
        if (this.age(key, other.etag) <= newest) continue;
        this.fail('the newest event of a batch counts', `${key}: ${arrival.etag} was believed`);
      }
    }
  }

  private age(key: string, etag: string): number {
    const history = this.watched().store.history.get(key) ?? [];
    return history.map((object) => object.etag).lastIndexOf(etag);
  }

  /** The journal tells of each step of the state, in the same transaction, and each is legal. */
  private transition(
    before: FileRow | undefined,
    file: FileRow,
    journaled: readonly JournalRow[],
  ): void {
    const steps = journaled.flatMap(({ fileId, type }) =>
      fileId === file.id && type.startsWith('file.') ? type.slice('file.'.length) : [],
    );
    let status: string | undefined = before?.status;
    for (const step of steps) {
      const legal =
        step === 'created'
          ? status === undefined
          : status !== undefined && canBecome(status as FileStatus, step as FileStatus);
      if (!legal) this.fail('only legal steps of a file', `${file.id}: ${status} to ${step}`);
      this.trace.count(`file.${step}`);
      status = step === 'created' ? 'pending' : step;
    }
    if (status !== file.status) {
      const detail = `${file.id} is ${file.status}, the journal says ${status}`;
      this.fail('every change of state is in the journal', detail);
    }
    if (file.status === 'failed' && file.failure?.code === 'chunk_corrupt') this.corrupted(file);
  }

  /** Only objects that really came, and were wrong, fail a file: not their events' doubles. */
  private corrupted(file: FileRow): void {
    const { db } = this.watched();
    const wrong = db.chunksOf(file.id).map((chunk) => this.wrongObjects(chunk));
    if (Math.max(...wrong) >= MAX_REJECTIONS) return;
    const detail = `${file.id} has failed after ${Math.max(...wrong)} wrong objects of a chunk`;
    this.fail(`${MAX_REJECTIONS} wrong objects in a row fail a file, no fewer`, detail);
  }

  private wrongObjects(chunk: ChunkRow): number {
    const { store } = this.watched();
    const history = store.history.get(this.keyOf(chunk.fileId, chunk.number)) ?? [];
    // Parts of a multipart upload have no history of their own.
    if (this.watched().db.file(chunk.fileId)?.strategy === 'multipart') return MAX_REJECTIONS;
    return history.filter(({ content, size }) => size !== chunk.size || !holds(chunk, content))
      .length;
  }

  private chunk(before: ChunkRow, after: ChunkRow, file: FileRow): void {
    const name = `chunk ${after.number} of ${after.fileId}`;
    if (before.status !== after.status && !chunkCanBecome(before.status, after.status)) {
      this.fail('only legal steps of a chunk', `${name}: ${before.status} to ${after.status}`);
    }
    if (after.status !== 'uploaded') return;
    if (before.status === 'uploaded') {
      if (before.etag !== after.etag) {
        this.fail('a verified ETag stays', `${name}: ${before.etag} became ${after.etag}`);
      }
      if (!sameDigests(before, after) && !after.source) this.stored(name, after, file);
      return;
    }
    this.trace.count(`chunk ${after.verification ?? ''}`);
    if (!RECEIVING.includes(file.status)) {
      this.fail('a file takes chunks only while it waits for them', `${name}: ${file.status}`);
    }
    if (after.source) this.reused(name, after, after.source.key);
    else this.stored(name, after, file);
  }

  private reused(name: string, chunk: ChunkRow, key: string): void {
    const ref = parseObjectKey(key);
    const { db, store } = this.watched();
    const owner = ref && db.file(ref.fileId);
    if (owner?.tenantId !== chunk.tenantId) {
      this.fail('tenants share nothing', `${name} is taken from ${key}`);
    }
    const { etag, offset = 0 } = chunk.source ?? {};
    // What an event was forged for is not there, and is found lost at assembly.
    if (etag === FORGED_ETAG) return;
    const sources = store.history.get(key)?.filter((object) => object.etag === etag) ?? [];
    if (sources.some(({ content }) => holds(chunk, rangeOf(content, offset, chunk.size)))) return;
    this.fail('only what was verified is reused', `${name} is taken from other bytes at ${key}`);
  }

  private stored(name: string, chunk: ChunkRow, { strategy }: FileRow): void {
    // The word of an event that was forged: assembly compares it with what is there.
    if (chunk.etag === FORGED_ETAG) return;
    const { store } = this.watched();
    const objects =
      strategy === 'multipart'
        ? store.sentParts.get(`${fileKey(chunk.fileId)}#${chunk.number}`)
        : store.history.get(this.keyOf(chunk.fileId, chunk.number));
    const found = objects?.some(
      (object) =>
        object.etag === chunk.etag && object.size === chunk.size && holds(chunk, object.content),
    );
    if (found) return;
    this.fail('only stored and matching bytes are believed', `${name} with ETag ${chunk.etag}`);
  }

  private counters(fileId: string): void {
    const { db } = this.watched();
    const file = db.file(fileId);
    if (!file) return;
    const uploaded = db.chunksOf(fileId).filter(({ status }) => status === 'uploaded');
    const bytes = uploaded.reduce((sum, { size }) => sum + size, 0);
    const reused = uploaded.filter(({ verification }) => verification === 'reused').length;
    const { uploadedChunks, uploadedBytes, reusedChunks, status, chunkCount } = file;
    if (uploadedChunks !== uploaded.length || uploadedBytes !== bytes || reusedChunks !== reused) {
      const detail = `${fileId} counts ${uploadedChunks} chunks, the rows ${uploaded.length}`;
      this.fail('the counters are the rows', detail);
    }
    const whole = uploaded.length === chunkCount;
    if (WHOLE.includes(status) && !whole) {
      this.fail('no file is whole with a chunk missing', `${fileId} is ${status}`);
    }
    if ((status === 'uploading' || status === 'pending') && whole) {
      this.fail('a file with all chunks is whole', `${fileId} is ${status}`);
    }
  }

  private keyOf(fileId: string, number: number): string {
    const single = this.watched().db.file(fileId)?.strategy === 'single';
    return single ? fileKey(fileId) : chunkKey(fileId, number);
  }
}

function holds({ sha256, md5 }: ChunkRow, content: Parameters<typeof digestOf>[1]): boolean {
  return (
    (sha256 === undefined || sha256 === digestOf('sha256', content)) &&
    (md5 === undefined || md5 === digestOf('md5', content))
  );
}
