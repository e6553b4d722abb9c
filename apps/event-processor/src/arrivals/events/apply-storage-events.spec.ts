import { describe, expect, it, jest } from '@jest/globals';
import {
  type ArrivalBatch,
  type ArrivalOutcome,
  type ArrivalResult,
  type Chunk,
  chunkKey,
  decideArrival,
  type DeclaredDigests,
  DomainError,
  type File,
  type FileStatus,
  fileKey,
  type JudgedArrival,
  type StorageEvent,
  type StoreProfile,
} from '@waybill/domain';
import { createLogger, createMetricsRegistry } from '@waybill/observability';
import { createFakeObjectStore } from '@waybill/storage/testing';
import { createTransferStrategies } from '@waybill/transfer';
import { AnnounceChunks } from '../announce-chunks.js';
import { Metrics } from '../../platform/metrics.js';
import { OneFileChunks, OneFileRepository } from '../../testing/memory-file.js';
import {
  type Fault,
  RecordingDeadLetters,
  RecordingPublisher,
  RecordingVerificationQueue,
} from '../../testing/recorders.js';
import { ApplyStorageEvents } from './apply-storage-events.js';

const fileId = '0198c0de-0000-7000-8000-000000000001';
const tenantId = '0198c0de-0000-7000-8000-000000000002';
const COMPLETED = 'ObjectCreated:CompleteMultipartUpload';

const created = (number: number, overrides: Partial<StorageEvent> = {}): StorageEvent => ({
  kind: 'created',
  name: 'ObjectCreated:Put',
  bucket: 'ours',
  key: chunkKey(fileId, number),
  size: 10,
  etag: `etag-${number}`,
  ...overrides,
});

/**
 * Gives each chunk number the outcome that the test says; a number in `poison` fails its batch. What
 * the rows are to judge it judges as PostgreSQL does.
 */
class JudgingChunks extends OneFileChunks {
  /** Arrivals of each call. */
  readonly calls: number[] = [];
  /** Numbers that were believed, or judged to be something else; not those to be looked at. */
  readonly settled: number[] = [];
  /** What those were judged by that came with a judgement. */
  readonly judged: (DeclaredDigests | undefined)[] = [];
  constructor(
    private readonly outcomes: Readonly<Record<number, ArrivalOutcome>>,
    private readonly poison: readonly number[],
    private readonly fault: Fault,
    declared: Partial<Chunk>,
    private readonly keeps: string,
    private readonly file: { readonly status: FileStatus },
  ) {
    const chunk = { fileId, offset: 0, size: 10, status: 'pending', ...declared } as const;
    super(
      [1, 2, 3].map((number) => ({ ...chunk, number })),
      keeps,
      file.status,
    );
  }

  override recordArrivals(batch: ArrivalBatch): Promise<readonly ArrivalResult[]> {
    const { arrivals } = batch;
    this.calls.push(arrivals.length);
    this.judged.push(
      ...arrivals.flatMap(({ keptBy, judged }) => (keptBy === undefined ? [judged] : [])),
    );
    const bad = arrivals.some(({ number }) => this.poison.includes(number));
    const error = this.fault.error ?? (bad ? new Error('invalid byte sequence') : undefined);
    const results = arrivals.map((arrival): ArrivalResult => ({
      arrival,
      tenantId,
      outcome: this.outcomeOf(arrival, batch.profile),
      fileStatus: this.file.status,
    }));
    if (error) return Promise.reject(error);
    this.settled.push(
      ...results.flatMap(({ outcome, arrival }) =>
        outcome === 'unjudged' ? [] : [arrival.number],
      ),
    );
    return Promise.resolve(results);
  }

  private outcomeOf(arrival: JudgedArrival, profile?: StoreProfile): ArrivalOutcome {
    const told = this.outcomes[arrival.number];
    if (told || arrival.keptBy === undefined) return told ?? 'applied';
    const file = { status: this.file.status, strategy: this.keeps, unbound: false };
    const chunk = this.chunks.find(({ number }) => number === arrival.number);
    return decideArrival(arrival, { file, chunk }, profile);
  }
}

function world(
  outcomes: Record<number, ArrivalOutcome> = {},
  options: {
    poison?: number[];
    status?: FileStatus;
    fault?: Fault;
    publishing?: Fault;
    profile?: StoreProfile;
    declared?: Partial<Chunk>;
    strategy?: string;
  } = {},
) {
  const { poison = [], status = 'uploading', fault = {}, publishing = {} } = options;
  const { profile = 'md5', declared = {}, strategy = 'chunks' } = options;
  const store = createFakeObjectStore();
  const registry = createMetricsRegistry();
  const logger = createLogger('test', 'silent');
  const files = new OneFileRepository({ id: fileId, status, strategy } as File);
  const publisher = new RecordingPublisher(publishing);
  const ports = {
    chunks: new JudgingChunks(outcomes, poison, fault, declared, strategy, { status }),
    strategies: createTransferStrategies({ ...store, files }),
    reader: store.reader,
    remover: store.remover,
    deadLetters: new RecordingDeadLetters(),
    verification: new RecordingVerificationQueue(),
    announce: new AnnounceChunks(publisher, logger),
  };
  const apply = new ApplyStorageEvents(
    ports,
    { bucket: 'ours' },
    { profile },
    new Metrics(registry),
    logger,
  );
  const run = (events: readonly StorageEvent[], attempt = 1) =>
    apply.execute({ events, receivedAt: new Date(), attempt });
  const counted = async (outcome: string) => {
    const metric = await registry.getSingleMetric('waybill_storage_events_total')?.get();
    return metric?.values.find(({ labels }) => labels['outcome'] === outcome)?.value;
  };
  return { ...ports, publisher, store, apply, run, counted };
}

describe('ApplyStorageEvents', () => {
  it('records a batch in one call, and tells of what is applied', async () => {
    const made = world({ 2: 'duplicate' });
    await made.run([created(1), created(2), created(3)]);
    expect(made.chunks.calls).toEqual([3]);
    expect(made.publisher.chunks.map(({ number }) => number)).toEqual([1, 3]);
    expect(await made.counted('applied')).toBe(2);
    expect(made.deadLetters.letters).toEqual([]);
  });

  it('does not fail where nobody can be told', async () => {
    const made = world({}, { publishing: { error: new Error('Redis is away') } });
    await made.run([created(1)]);
    expect(await made.counted('applied')).toBe(1);
  });

  it.each([
    ['foreign', created(1, { bucket: 'another' })],
    ['foreign', created(1, { key: 'photos/cat.jpg' })],
    ['foreign', created(1, { key: `uploads/${fileId}/chunks/01` })],
    ['ignored', created(1, { kind: 'removed', name: 'ObjectRemoved:Delete' })],
    ['ignored', created(1, { kind: 'other', name: 'ObjectRestore:Post' })],
    ['final_object', created(1, { key: fileKey(fileId) })],
    // Without a size, and gone from the store.
    ['ignored', created(1, { size: undefined })],
  ])('counts %s, and records nothing', async (outcome, event) => {
    const made = world();
    await made.run([event]);
    expect(made.chunks.settled).toEqual([]);
    expect(await made.counted(outcome)).toBe(1);
  });

  it.each(['unknown_file', 'out_of_plan', 'conflict'] as const)(
    'keeps %s as a dead letter with the event as its body',
    async (outcome) => {
      const made = world({ 1: outcome });
      await made.run([created(1)]);
      expect(made.deadLetters.letters).toMatchObject([
        { reason: outcome, body: JSON.stringify(created(1)), source: 'storage-events' },
      ]);
    },
  );

  it('has another size looked at, and neither refuses nor removes anything for it', async () => {
    const made = world();
    made.store.bucket.put(chunkKey(fileId, 1), Buffer.alloc(11));
    await made.run([created(1, { size: 11 }), created(2)]);
    expect(made.chunks.settled).toEqual([2]);
    expect(made.verification.chunks).toMatchObject([{ number: 1, verification: 'storage' }]);
    expect(made.store.bucket.objects.size).toBe(1);
    expect(await made.counted('wrong_size')).toBe(1);
    expect(made.deadLetters.letters).toEqual([]);
  });

  it('has looked at once more what was judged by other digests than the row has', async () => {
    const made = world({ 2: 'unjudged' });
    await made.run([created(1), created(2, { sequencer: '7' })]);
    expect(made.verification.chunks).toEqual([
      { fileId, number: 2, size: 10, etag: 'etag-2', sequencer: '7', verification: 'storage' },
    ]);
    expect(await made.counted('unjudged')).toBe(1);
    expect(made.publisher.chunks.map(({ number }) => number)).toEqual([1]);
  });

  it('has the rows judge, with no question before', async () => {
    const declared = { md5: 'a'.repeat(32) };
    const made = world({}, { declared });
    const asked = jest.spyOn(made.chunks, 'expected');
    await made.run([created(1, { etag: declared.md5 })]);
    expect(made.publisher.chunks).toMatchObject([{ number: 1 }]);
    expect(asked).not.toHaveBeenCalled();
  });

  it('asks what was declared where the rows do not tell, and records by what it was told', async () => {
    const declared = { md5: 'a'.repeat(32) };
    // Declared between the two.
    const made = world({}, { declared });
    const asked = jest.spyOn(made.chunks, 'expected');
    asked.mockImplementationOnce((refs) => {
      made.chunks.chunks = made.chunks.chunks.map((chunk) => ({ ...chunk, md5: 'b'.repeat(32) }));
      return made.chunks.expected(refs);
    });
    await made.run([created(1, { etag: 'b'.repeat(32) })]);
    expect(made.chunks.judged).toEqual([{ md5: 'b'.repeat(32) }]);
    expect(made.publisher.chunks).toMatchObject([{ number: 1 }]);
  });

  it('makes one statement of jobs that come while another is under way', async () => {
    const made = world();
    await Promise.all([1, 2, 3].map((number) => made.run([created(number)])));
    expect(made.chunks.calls).toEqual([1, 2]);
    expect(made.publisher.chunks.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('fails no job for another that was recorded with it', async () => {
    const made = world({}, { poison: [2] });
    const ends = await Promise.allSettled([1, 2, 3].map((number) => made.run([created(number)])));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(made.chunks.calls).toEqual([1, 2, 1, 1]);
  });

  it('hands on what has to be looked at first, and lets the others in at once', async () => {
    const declared = { sha256: 'a'.repeat(64) };
    const made = world({}, { profile: 'none', declared });
    made.chunks.chunks = made.chunks.chunks.map((chunk) =>
      chunk.number === 2 ? { ...chunk, sha256: undefined } : chunk,
    );
    await made.run([created(1, { sequencer: '1' }), created(2)]);
    expect(made.chunks.settled).toEqual([2]);
    expect(made.verification.chunks).toEqual([
      { fileId, number: 1, size: 10, etag: 'etag-1', sequencer: '1', verification: 'storage' },
    ]);
    expect(await made.counted('read_back')).toBe(1);
  });

  it('hands on what has another MD5 than was declared', async () => {
    const made = world({}, { declared: { md5: 'a'.repeat(32) } });
    await made.run([
      created(1, { etag: 'a'.repeat(32) }),
      created(2, { etag: 'b'.repeat(32) }),
      created(3, { etag: 'a'.repeat(32), size: 11 }),
    ]);
    expect(made.verification.chunks.map(({ number }) => number)).toEqual([2, 3]);
    expect(await made.counted('wrong_md5')).toBe(1);
    expect(made.chunks.settled).toEqual([1]);
  });

  it('leaves to the database what is said of a chunk that is uploaded', async () => {
    const declared = { md5: 'a'.repeat(32), status: 'uploaded' } as const;
    const made = world({ 1: 'conflict' }, { declared });
    await made.run([created(1, { etag: 'b'.repeat(32) })]);
    expect(made.verification.chunks).toEqual([]);
    expect(made.deadLetters.letters).toMatchObject([{ reason: 'conflict' }]);
  });

  it('takes the final object of a file that came by one PUT for its only chunk', async () => {
    const made = world({}, { strategy: 'single' });
    await made.run([created(1, { key: fileKey(fileId) })]);
    expect(made.publisher.chunks).toMatchObject([{ fileId, number: 1, etag: 'etag-1' }]);
    expect(await made.counted('final_object')).toBe(0);
  });

  it('never removes the object of a completed file', async () => {
    const made = world({ 1: 'late' }, { strategy: 'single', status: 'completed' });
    made.store.bucket.put(fileKey(fileId), Buffer.alloc(10));
    await made.run([created(1, { key: fileKey(fileId) })]);
    expect(made.store.bucket.objects.size).toBe(1);
  });

  it.each(['completing', 'completed'] as const)(
    'leaves the final object of a file that is %s alone, and asks for no assembly',
    async (status) => {
      const made = world({}, { status });
      made.store.bucket.put(fileKey(fileId), Buffer.alloc(10));
      const final = created(1, { key: fileKey(fileId), name: COMPLETED });
      await made.run([final, final]);
      expect(await made.counted('final_object')).toBe(2);
      expect(made.store.bucket.objects.size).toBe(1);
    },
  );

  it.each([
    ['by the name of its event', COMPLETED, {}],
    ['by what it was made of', 'ObjectCreated', { verification: 'reused' as const }],
  ])('knows a whole file that we made of known bytes %s', async (_, name, declared) => {
    const made = world({}, { strategy: 'single', declared: { status: 'uploaded', ...declared } });
    await made.run([created(1, { key: fileKey(fileId), name, etag: `${'a'.repeat(32)}-1` })]);
    expect(await made.counted('final_object')).toBe(1);
    expect(made.chunks.settled).toEqual([]);
    expect(made.deadLetters.letters).toEqual([]);
  });

  it.each([
    ['pending', 'ObjectCreated:Copy', 0],
    ['corrupt', COMPLETED, 0],
    ['uploaded', 'ObjectCreated:Copy', 1],
  ] as const)(
    'takes no object for an arrival that no client has sent: %s',
    async (status, name, left) => {
      const made = world({}, { declared: { status } });
      const { etag } = made.store.bucket.put(chunkKey(fileId, 1), Buffer.alloc(10));
      await made.run([created(1, { name, etag })]);
      expect(made.chunks.settled).toEqual([]);
      expect(await made.counted('not_sent')).toBe(1);
      expect(made.store.bucket.objects.size).toBe(left);
    },
  );

  it.each(['multipart', 'single'])(
    'takes no object for a chunk that a %s file keeps elsewhere, or not at all',
    async (strategy) => {
      const made = world({}, { strategy });
      await made.run([created(1), created(2, { size: 11 })]);
      expect(made.chunks.settled).toEqual([]);
      expect(made.verification.chunks).toEqual([]);
      expect(await made.counted('misplaced')).toBe(2);
    },
  );

  it('removes nothing that is not the very object that was copied there', async () => {
    const made = world();
    made.store.bucket.put(chunkKey(fileId, 1), Buffer.alloc(10));
    await made.run([created(1, { name: 'ObjectCreated:Copy', etag: 'another' })]);
    expect(made.store.bucket.objects.size).toBe(1);
  });

  it.each([
    ['applied before', 'duplicate', 'ObjectCreated:Put'],
    ['of other bytes', 'conflict', 'ObjectCreated:Put'],
    ['copied there', 'conflict', 'ObjectCreated:Copy'],
  ] as const)('brings no bytes back for a file that is deleted: %s', async (_, outcome, name) => {
    const declared = { status: 'uploaded' } as const;
    const made = world({ 1: outcome }, { strategy: 'single', status: 'deleted', declared });
    made.store.bucket.put(fileKey(fileId), Buffer.alloc(10));
    await made.run([created(1, { key: fileKey(fileId), name })]);
    expect(made.store.bucket.objects.size).toBe(0);
  });

  it('removes a final object that comes to be for a file at its end', async () => {
    const made = world({}, { status: 'deleted' });
    made.store.bucket.put(fileKey(fileId), Buffer.alloc(10));
    await made.run([created(1, { key: fileKey(fileId), name: COMPLETED })]);
    expect(made.store.bucket.objects.size).toBe(0);
  });

  it.each(['aborted', 'expired', 'deleted', 'completed'] as const)(
    'removes what comes late for a file that is %s',
    async (status) => {
      const made = world({ 1: 'late' }, { status });
      made.store.bucket.put(chunkKey(fileId, 1), Buffer.alloc(10));
      await made.run([created(1)]);
      expect(made.store.bucket.objects.size).toBe(0);
    },
  );

  it('never takes a chunk away from an assembly', async () => {
    const made = world({ 1: 'late' }, { status: 'completing' });
    made.store.bucket.put(chunkKey(fileId, 1), Buffer.alloc(10));
    await made.run([created(1)]);
    expect(made.store.bucket.objects.size).toBe(1);
  });

  it('finds the poison in a batch that failed before, and lets the good ones in', async () => {
    const made = world({}, { poison: [2] });
    const events = [created(1), created(2), created(3)];
    await expect(made.run(events, 1)).rejects.toThrow('invalid byte sequence');
    await made.run(events, 3);
    expect(made.publisher.chunks.map(({ number }) => number)).toEqual([1, 3]);
    expect(made.deadLetters.letters).toMatchObject([
      { reason: 'failed', detail: 'invalid byte sequence', body: JSON.stringify(created(2)) },
    ]);
    expect(await made.counted('failed')).toBe(1);
  });

  it('suspects no event while the database is away', async () => {
    const error = new DomainError('database_unavailable', 'away');
    const made = world({}, { fault: { error } });
    await expect(made.run([created(1), created(2)], 9)).rejects.toBe(error);
    expect(made.chunks.calls).toEqual([2]);
    expect(made.deadLetters.letters).toEqual([]);
  });

  it('keeps every event of a batch that failed in every attempt', async () => {
    const made = world();
    await made.apply.giveUp([created(1), created(2)], new Error('why'));
    expect(made.deadLetters.letters).toMatchObject([
      { reason: 'failed', detail: 'why', body: JSON.stringify(created(1)) },
      { reason: 'failed', detail: 'why', body: JSON.stringify(created(2)) },
    ]);
  });
});
