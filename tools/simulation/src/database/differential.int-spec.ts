import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ChunkRepository,
  digestsOf,
  type DigestEnforcement,
  DomainError,
  type FileDraft,
  type JournalEvent,
  type FileRepository,
  type FileStatus,
  type JudgedArrival,
  MIN_CHUNK_SIZE,
  type Outbox,
  planChunks,
  type StoreProfile,
} from '@waybill/domain';
import {
  PgChunkRepository,
  PgFileRepository,
  PgOutbox,
  PgStoreFactRepository,
} from '@waybill/persistence';
import { createTenant, createTestDatabase, type TestDatabase } from '@waybill/persistence/testing';
import fc from 'fast-check';
import { createHash, randomUUID } from 'node:crypto';
import { MemoryChunkRepository } from './memory-chunk-repository.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryFileRepository } from './memory-file-repository.js';
import { MemoryOutbox } from './memory-outbox.js';

/** The same ports, in memory or in PostgreSQL. */
interface Side {
  readonly files: FileRepository;
  readonly chunks: ChunkRepository;
  readonly outbox: Outbox;
  /** Lets so many seconds pass, for the rows. */
  pass(seconds: number): Promise<void>;
  rows(ids: readonly string[]): Promise<unknown>;
}

type Call = (side: Side, drafts: readonly FileDraft[]) => Promise<unknown>;

const FILES = 3;
const CHUNKS = 3;
const size = CHUNKS * MIN_CHUNK_SIZE - 1;
const hex = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex');

const fileIndex = fc.nat({ max: FILES - 1 });
const number = fc.integer({ min: 0, max: CHUNKS + 1 });
type Arrived = typeof arrival extends fc.Arbitrary<infer Value> ? Value : never;
const arrival = fc.record({
  file: fileIndex,
  number,
  etag: fc.constantFrom('a', 'b'),
  sequencer: fc.option(fc.constantFrom('1', '10', '2', '19', '1A'), { nil: undefined }),
  wrong: fc.nat({ max: 4 }).map((chance) => chance === 0),
  judged: fc.nat({ max: 9 }).map((chance) => (['nothing', 'before'] as const)[chance]),
  keptBy: fc.option(fc.constantFrom('chunks', 'chunks', 'chunks', 'single'), { nil: undefined }),
});

const PROFILES: readonly StoreProfile[] = ['sha256', 'md5', 'none'];

/** What is known of the store. */
const proof = fc.option(fc.constantFrom(...PROFILES), { nil: undefined });

const TARGETS: readonly Exclude<FileStatus, 'pending'>[] = [
  'uploading',
  'completing',
  'completed',
  'failed',
  'aborted',
  'expired',
  'deleted',
];

const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        arrivals: fc.array(arrival, { minLength: 1, maxLength: 6 }),
        profile: fc.constantFrom(...PROFILES),
      })
      .map(arrive),
  },
  {
    weight: 3,
    arbitrary: fc.record({ file: fileIndex, status: fc.constantFrom(...TARGETS) }).map(change),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ file: fileIndex, number, rejections: fc.option(fc.nat({ max: 2 })) })
      .map(reject),
  },
  { weight: 2, arbitrary: fileIndex.map(reuse) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        file: fileIndex,
        numbers: fc.uniqueArray(number, { minLength: 1 }),
        profile: fc.constantFrom('md5' as const, 'none' as const),
      })
      .map(urlPage),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        file: fileIndex,
        numbers: fc.uniqueArray(number, { minLength: 1 }),
        name: fc.constantFrom('sha256' as const, 'md5' as const, 'both' as const),
        by: fc.constantFrom('reading' as const, 'url' as const),
      })
      .map(declare),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ file: fileIndex, numbers: fc.uniqueArray(number), stale: fc.boolean() })
      .map(resetLostChunks),
  },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 8 }).map(claimQuiet) },
  { weight: 2, arbitrary: fc.record({ file: fileIndex, claim: fc.boolean() }).map(upload) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        file: fileIndex,
        number,
        binds: fc.constantFrom('sha256', 'md5', 'nothing'),
        profile: fc.constantFrom(...PROFILES),
      })
      .map(expectArrivals),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ limit: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() })
      .map(publish),
  },
);

function arrive({
  arrivals,
  profile,
}: {
  arrivals: readonly Arrived[];
  profile: StoreProfile;
}): Call {
  return async ({ chunks }, drafts) => {
    const refs = arrivals.map(({ file, number }) => ({ fileId: drafts[file]?.id ?? '', number }));
    const expected = await chunks.expected(refs);
    const batch = arrivals.map(({ file, number, etag, sequencer, wrong, judged, keptBy }) => {
      const planned = number === CHUNKS ? MIN_CHUNK_SIZE - 1 : MIN_CHUNK_SIZE;
      const fileId = drafts[file]?.id ?? '';
      const now = expected.find((chunk) => chunk.fileId === fileId && chunk.number === number);
      const one: JudgedArrival = {
        fileId,
        number,
        etag: hex('md5', `${etag}${number}`),
        size: wrong ? planned - 1 : planned,
        judged:
          judged === 'nothing' ? undefined : judged === 'before' || !now ? {} : digestsOf(now),
        ...(sequencer !== undefined && { sequencer }),
        ...(keptBy !== undefined && { keptBy }),
      };
      return one;
    });
    const results = await chunks.recordArrivals({
      arrivals: batch,
      verification: 'storage',
      profile,
    });
    return results.map(({ outcome, tenantId, fileStatus }) => [outcome, tenantId, fileStatus]);
  };
}

function change({ file, status }: { file: number; status: FileStatus }): Call {
  return async ({ files }, drafts) => {
    const id = drafts[file]?.id ?? '';
    const after = await files.change({ fileId: id }, (before) => ({
      status,
      ...(status === 'failed' && { failure: { code: 'c', detail: 'd' } }),
      ...(status === 'completed' && {
        uploadId: null,
        failure: null,
        location: { bucket: before.bucket, key: `files/${id}`, etag: `${id}-final` },
      }),
    }));
    return after.status;
  };
}

function reject(rejection: { file: number; number: number; rejections: number | null }): Call {
  return ({ chunks }, drafts) =>
    chunks.reject({
      fileId: drafts[rejection.file]?.id ?? '',
      number: rejection.number,
      reason: 'wrong_md5',
      detail: 'found another',
      ...(rejection.rejections !== null && { rejections: rejection.rejections }),
    });
}

function reuse(file: number): Call {
  return ({ chunks }, drafts) => chunks.reuseKnown(drafts[file]?.id ?? '');
}

/** A page of URLs: what it reads, and what it takes of what the tenant has already. */
function urlPage(asked: { file: number; numbers: readonly number[]; profile: StoreProfile }): Call {
  return async ({ chunks }, drafts) => {
    const { file, numbers, profile } = asked;
    const { id: fileId = '', tenantId = '' } = drafts[file] ?? {};
    const found = await chunks.find(fileId, numbers);
    const digests = found.map((chunk) => ({ number: chunk.number, ...digestsOf(chunk) }));
    const expireAt = new Date(1);
    const query = { fileId, tenantId, numbers, digests, profile, expireAt };
    const page = await chunks.urlPage(query);
    const reused = await chunks.reuseKnown(fileId, numbers);
    // The hint may be wrong in one way only.
    if (reused.length > 0) expect(page?.mayBeKnown).toBe(true);
    const others = await chunks.urlPage({ ...query, tenantId: randomUUID() });
    return [page?.file.status, page?.chunks, page?.expected, reused, others];
  };
}

function resetLostChunks(lost: { file: number; numbers: readonly number[]; stale: boolean }): Call {
  return async ({ chunks }, drafts) => {
    const fileId = drafts[lost.file]?.id ?? '';
    const found = await chunks.find(fileId, lost.numbers);
    const seen = found.map(({ number, uploadedAt }) => ({
      number,
      ...(uploadedAt && { uploadedAt: lost.stale ? new Date(0) : uploadedAt }),
    }));
    return chunks.resetLostChunks(fileId, seen, 'gone');
  };
}

/** Thousands of seconds apart, so that what a call takes on this machine makes no difference. */
function claimQuiet(thousands: number): Call {
  return async (side) => {
    await side.pass(thousands * 1_000);
    const found = await side.files.claimQuiet({ quietFor: 1_500, maxGap: 10_300, limit: 2 });
    return found.map(({ id }) => id);
  };
}

function upload({ file, claim }: { file: number; claim: boolean }): Call {
  return ({ files }, drafts) => {
    const id = drafts[file]?.id ?? '';
    return claim ? files.claimUploadId(id, `u${file}`) : files.releaseUploadId(id, `u${file}`);
  };
}

function expectArrivals(urls: {
  file: number;
  number: number;
  binds: string;
  profile: StoreProfile;
}): Call {
  return ({ files }, drafts) => {
    const { file, number, binds, profile } = urls;
    const md5 = hex('md5', `a${number}`);
    const unbound = binds === 'sha256' ? [] : [{ number, ...(binds === 'md5' && { md5 }) }];
    // So long ago that the memory of it, which goes by each side's own clock, makes no difference.
    const expireAt = new Date(1);
    return files.expectArrivals(drafts[file]?.id ?? '', { unbound, profile, expireAt });
  };
}

interface Declaring {
  readonly file: number;
  readonly numbers: readonly number[];
  readonly name: 'sha256' | 'md5' | 'both';
  readonly by: DigestEnforcement;
}

function declare({ file, numbers, name, by }: Declaring): Call {
  return async ({ chunks }, drafts) => {
    const digests = numbers.map((number) => ({
      number,
      ...(name !== 'md5' && { sha256: hex('sha256', String(number)) }),
      ...(name !== 'sha256' && { md5: hex('md5', `a${number}`) }),
    }));
    const stand = await chunks.declareDigests(drafts[file]?.id ?? '', digests, by);
    return stand.map((chunk) => [chunk.number, chunk.status, chunk.sha256, chunk.md5]);
  };
}

function publish({ limit, fails }: { limit: number; fails: boolean }): Call {
  return async ({ outbox }) => {
    const seen: unknown[] = [];
    const tell = (events: readonly JournalEvent[]): Promise<void> => {
      seen.push(events.map(({ position, type, fileId }) => [position, type, fileId]));
      return fails
        ? Promise.reject(new DomainError('queue_unavailable', 'away'))
        : Promise.resolve();
    };
    const published = await outbox
      .publishNext(limit, tell)
      .catch((error: unknown) => String(error));
    return [published, seen];
  };
}

describe('the database in memory', () => {
  let database: TestDatabase;
  let tenants: string[];

  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL);
    tenants = [await createTenant(database.source), await createTenant(database.source)];
  });
  afterAll(() => database?.drop());

  const drafts = (): FileDraft[] =>
    Array.from({ length: FILES }, (_, index) => ({
      id: `00000000-0000-7000-8000-${String(index).padStart(3, '0')}${randomUUID().slice(-9)}`,
      tenantId: tenants[index === 2 ? 1 : 0] ?? '',
      name: 'film',
      contentType: 'video/mp4',
      plan: planChunks(size, MIN_CHUNK_SIZE),
      strategy: 'chunks',
      autoComplete: index === 1,
      metadata: {},
      bucket: 'waybill',
      expiresAt: new Date(Date.now() + 3_600_000),
      digests: [1, 2, 3].map((n) => ({
        ...(index !== 1 && n !== 2 && { sha256: hex('sha256', String(n)) }),
        ...(n !== 3 && { md5: hex('md5', `a${n}`) }),
      })),
    }));

  const postgres = (): Side => {
    const { source } = database;
    return {
      files: new PgFileRepository(source),
      chunks: new PgChunkRepository(source),
      outbox: new PgOutbox(source),
      pass: async (seconds) => {
        await source.query(
          `UPDATE files SET updated_at = updated_at - make_interval(secs => $1),
             looked_at = looked_at - make_interval(secs => $1),
             next_look_at = next_look_at - make_interval(secs => $1)`,
          [seconds],
        );
      },
      rows: async (ids) => ({
        files: await source.query<unknown>(
          `SELECT id, status, uploaded_chunks, uploaded_bytes::integer, reused_chunks, upload_id,
             failure_code, failure_detail, location_key FROM files WHERE id = ANY ($1) ORDER BY id`,
          [ids],
        ),
        chunks: await source.query<unknown>(
          `SELECT file_id, number, status, etag, sequencer, verification, rejections, source_key,
             encode(sha256, 'hex') AS sha256, encode(md5, 'hex') AS md5,
             source_offset::integer FROM file_chunks WHERE file_id = ANY ($1) ORDER BY 1, 2`,
          [ids],
        ),
        journal: await source.query<unknown>(
          `SELECT file_id, type, data, position::integer FROM journal
           WHERE file_id = ANY ($1) ORDER BY id`,
          [ids],
        ),
      }),
    };
  };

  const memory = (proven: StoreProfile | undefined): Side => {
    let now = Date.UTC(2026, 0, 1);
    const db = new MemoryDatabase(() => new Date((now += 1)));
    if (proven) db.storeProfile = proven;
    return {
      files: new MemoryFileRepository(db),
      chunks: new MemoryChunkRepository(db),
      outbox: new MemoryOutbox(db),
      pass: (seconds) => {
        now += seconds * 1_000;
        return Promise.resolve();
      },
      rows: (ids) =>
        Promise.resolve({
          files: ids.flatMap((id) => {
            const row = db.file(id);
            return row
              ? {
                  id,
                  status: row.status,
                  uploaded_chunks: row.uploadedChunks,
                  uploaded_bytes: row.uploadedBytes,
                  reused_chunks: row.reusedChunks,
                  upload_id: row.uploadId ?? null,
                  failure_code: row.failure?.code ?? null,
                  failure_detail: row.failure?.detail ?? null,
                  location_key: row.location?.key ?? null,
                }
              : [];
          }),
          chunks: ids.flatMap((id) =>
            db.chunksOf(id).map((chunk) => ({
              file_id: id,
              number: chunk.number,
              status: chunk.status,
              etag: chunk.etag ?? null,
              sequencer: chunk.sequencer ?? null,
              verification: chunk.verification ?? null,
              rejections: chunk.rejections,
              source_key: chunk.source?.key ?? null,
              sha256: chunk.sha256 ?? null,
              md5: chunk.md5 ?? null,
              source_offset: chunk.source?.offset ?? null,
            })),
          ),
          journal: db.journal.map(({ fileId, type, data, position }) => ({
            file_id: fileId,
            type,
            data: JSON.parse(JSON.stringify(data)) as unknown,
            position: position ?? null,
          })),
        }),
    };
  };

  const answerOf = (call: Call, side: Side, made: readonly FileDraft[]): Promise<unknown> =>
    call(side, made).catch((error: unknown) =>
      error instanceof DomainError ? error.code : Promise.reject(error as Error),
    );

  it('answers as PostgreSQL does, and keeps the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        proof,
        fc.array(call, { minLength: 5, maxLength: 25 }),
        async (proven, calls) => {
          // What an earlier run has left must not be claimed, published or reused.
          await database.source.query(
            `TRUNCATE files, file_chunks, journal, idempotency_keys, store_facts;
           UPDATE journal_relay SET last_position = 0, published_position = 0`,
          );
          const made = drafts();
          const ids = made.map(({ id }) => id);
          const [real, model] = [postgres(), memory(proven)];
          if (proven) {
            const facts = { profile: proven, gaps: [], sealsFinals: false };
            await new PgStoreFactRepository(database.source).record('waybill', facts);
          }
          for (const draft of made)
            for (const side of [real, model]) await side.files.create(draft);
          for (const one of calls) {
            expect(await answerOf(one, model, made)).toEqual(await answerOf(one, real, made));
            expect(await model.rows(ids)).toEqual(await real.rows(ids));
          }
        },
      ),
      { numRuns: 60, seed: 20260101 },
    );
  }, 300_000);
});
