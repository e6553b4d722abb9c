import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ActingTenant,
  DomainError,
  MAX_REJECTIONS,
  type Chunk,
  type File,
} from '@waybill/domain';
import { PgChunkRepository, PgFileRepository } from '@waybill/persistence';
import {
  createTenant,
  createTestDatabase,
  draftOf,
  type TestDatabase,
} from '@waybill/persistence/testing';
import fc from 'fast-check';
import { dataOf } from '../../e2e/support/stubs.js';
import { CompleteFile } from './use-cases/complete-file.js';
import { DeleteFile } from './use-cases/delete-file.js';

/**
 * Random interleavings of what clients, the store and the processors do to one file, on the real
 * use cases and the real database, against a model that fits on a page. fast-check prints the seed
 * and the shortest sequence that fails.
 */

const CHUNKS = 3;
const RUNS = 2_000;
/** Sequences run side by side in one run of the property: the database is shared, the files are not. */
const AT_ONCE = 10;

interface Model {
  status: File['status'];
  readonly autoComplete: boolean;
  readonly chunks: { status: Chunk['status']; etag?: string }[];
}

/** What one step does to the model. @returns the error code that the caller has to see, if any */
type Rule = (model: Model) => string | undefined;

interface Step {
  readonly name: string;
  readonly rule: Rule;
  readonly act: (real: Real) => Promise<unknown>;
}

interface Real {
  readonly fileId: string;
  readonly tenantId: ActingTenant;
}

const etagOf = (number: number, version: number) =>
  createHash('md5').update(`${number}/${version}`).digest('hex');
const receiving = ({ status }: Model) => ['pending', 'uploading', 'failed'].includes(status);
const whole = ({ chunks }: Model) => chunks.every(({ status }) => status === 'uploaded');
const CLOSED = { aborted: 'file_aborted', expired: 'file_expired', deleted: 'file_deleted' };
const closedCode = ({ status }: Model) =>
  CLOSED[status as keyof typeof CLOSED] as string | undefined;

describe('the state machine under random interleavings', () => {
  let database: TestDatabase;
  let files: PgFileRepository;
  let chunks: PgChunkRepository;
  let tenantId: ActingTenant;

  beforeAll(async () => {
    database = await createTestDatabase(process.env['DATABASE_URL']);
    files = new PgFileRepository(database.source);
    chunks = new PgChunkRepository(database.source);
    tenantId = await createTenant(database.source);
  });
  afterAll(() => database?.drop());

  const arrive = (
    number: number,
    version: number,
    size: 'right' | 'wrong',
    by: 'storage' | 'client',
  ) => ({
    name: `${by} ${size} ${number}v${version}`,
    rule: (model: Model) => {
      const chunk = model.chunks[number - 1];
      if (!chunk || chunk.status === 'uploaded' || !receiving(model)) return undefined;
      if (size === 'wrong') {
        chunk.status = 'corrupt';
        return undefined;
      }
      Object.assign(chunk, { status: 'uploaded', etag: etagOf(number, version) });
      model.status = whole(model) ? (model.autoComplete ? 'completing' : 'uploaded') : 'uploading';
      return undefined;
    },
    act: async ({ fileId }: Real) => {
      if (size === 'wrong') {
        const refusal = { reason: 'wrong_size', detail: 'as the store has it', rejections: 0 };
        await chunks.reject({ fileId, number, ...refusal });
        return;
      }
      const [chunk] = await chunks.find(fileId, [number]);
      const etag = etagOf(number, version);
      await chunks.recordArrivals({
        arrivals: [{ fileId, number, etag, size: chunk?.size ?? 0, judged: {} }],
        verification: by,
      });
    },
  });

  const complete: Step = {
    name: 'complete',
    rule: (model) => {
      if (model.status === 'completing' || model.status === 'completed') return undefined;
      const closed = closedCode(model);
      if (closed) return closed;
      if (!whole(model)) return 'chunks_missing';
      model.status = 'completing';
      return undefined;
    },
    act: (real) => new CompleteFile(dataOf({ files, chunks })).execute(real),
  };

  const abort: Step = {
    name: 'abort',
    rule: (model) => {
      if (closedCode(model)) return undefined;
      if (model.status === 'completing') return 'file_completing';
      model.status = model.status === 'completed' ? 'deleted' : 'aborted';
      return undefined;
    },
    act: (real) =>
      new DeleteFile(dataOf({ files }), { sweep: () => Promise.resolve() }).execute(real),
  };

  /** What a processor writes at the end of an assembly: only where the file is still completing. */
  const assembled = (to: 'completed' | 'failed'): Step => ({
    name: to,
    rule: (model) => {
      if (model.status === 'completing') model.status = to;
      return undefined;
    },
    act: ({ fileId }) =>
      files.change({ fileId }, ({ status }) => {
        if (status !== 'completing') return undefined;
        if (to === 'failed') return { status: to, failure: { code: 'x', detail: 'y' } };
        return { status: to, location: { bucket: 'b', key: `files/${fileId}`, etag: 'e' } };
      }),
  });

  const expire: Step = {
    name: 'expire',
    rule: (model) => {
      if (['pending', 'uploading', 'uploaded', 'failed'].includes(model.status))
        model.status = 'expired';
      return undefined;
    },
    act: ({ fileId }) =>
      files.change({ fileId }, ({ status }) =>
        ['pending', 'uploading', 'uploaded', 'failed'].includes(status)
          ? { status: 'expired' }
          : undefined,
      ),
  };

  const number = fc.integer({ min: 1, max: CHUNKS });
  const by = fc.constantFrom<'storage' | 'client'>('storage', 'client');
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(number, by).map(([n, who]) => arrive(n, 1, 'right', who)) },
    { weight: 1, arbitrary: fc.tuple(number, by).map(([n, who]) => arrive(n, 2, 'right', who)) },
    { weight: 1, arbitrary: number.map((n) => arrive(n, 1, 'wrong', 'storage')) },
    { weight: 3, arbitrary: fc.constant(complete) },
    { weight: 2, arbitrary: fc.constant(assembled('completed')) },
    { weight: 1, arbitrary: fc.constant(assembled('failed')) },
    { weight: 1, arbitrary: fc.constant(abort) },
    { weight: 1, arbitrary: fc.constant(expire) },
  );

  const sequence = fc.tuple(fc.array(step, { minLength: 1, maxLength: 14 }), fc.boolean());

  it(`agrees with the model in ${RUNS} runs`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sequence, { minLength: 1, maxLength: AT_ONCE }), (sequences) =>
        Promise.all(sequences.map(([steps, autoComplete]) => run(steps, autoComplete))).then(
          () => undefined,
        ),
      ),
      { numRuns: (2 * RUNS) / AT_ONCE },
    );
  }, 300_000);

  it('stays legal where the steps run at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const { file } = await files.create(draftOf(tenantId, CHUNKS));
        const real = { fileId: file.id, tenantId };
        await Promise.all(steps.map(({ act }) => act(real).catch(expectDomainError)));
        await expectConsistent(file.id);
      }),
      { numRuns: RUNS / 10 },
    );
  }, 300_000);

  async function run(steps: readonly Step[], autoComplete: boolean): Promise<void> {
    const { file } = await files.create(draftOf(tenantId, CHUNKS, { autoComplete }));
    const real = { fileId: file.id, tenantId };
    const model: Model = {
      status: 'pending',
      autoComplete,
      chunks: Array.from({ length: CHUNKS }, () => ({ status: 'pending' })),
    };
    for (const { name, rule, act } of steps) {
      const expected = rule(model);
      const seen = await act(real).then(() => undefined, expectDomainError);
      expect([name, seen]).toEqual([name, expected]);
      await expectLike(file.id, model);
    }
    await expectConsistent(file.id);
  }

  async function expectLike(fileId: string, model: Model): Promise<void> {
    const rows: { file: string; chunk: string; etag: string | null; rejections: number }[] =
      await database.source.query(
        `SELECT f.status AS file, c.status AS chunk, c.etag, c.rejections
         FROM files f JOIN file_chunks c ON c.file_id = f.id WHERE f.id = $1 ORDER BY c.number`,
        [fileId],
      );
    // Three wrong sizes in a row fail the file: the rows count them, and the model follows.
    const exhausted = rows.some(({ rejections }) => rejections >= MAX_REJECTIONS);
    if (exhausted && rows[0]?.file === 'failed' && receiving(model)) model.status = 'failed';
    expect(rows.map(({ file, chunk, etag }) => [file, chunk, etag ?? undefined])).toEqual(
      model.chunks.map(({ status, etag }) => [model.status, status, etag]),
    );
  }

  /** What holds in every state, however it came about. */
  async function expectConsistent(fileId: string): Promise<void> {
    const file = await files.find({ fileId });
    const uploaded = (await chunks.all(fileId)).filter(({ status }) => status === 'uploaded');
    expect(file?.uploadedChunks).toBe(uploaded.length);
    expect(file?.uploadedBytes).toBe(uploaded.reduce((sum, { size }) => sum + size, 0));
    if (['uploaded', 'completing', 'completed'].includes(file?.status ?? '')) {
      expect(uploaded).toHaveLength(CHUNKS);
    }
    expect(file?.location !== undefined).toBe(
      file?.status === 'completed' || file?.status === 'deleted',
    );
    const rows: { type: string }[] = await database.source.query(
      'SELECT type FROM journal WHERE file_id = $1 ORDER BY id',
      [fileId],
    );
    const types = rows.map(({ type }) => type);
    expect(types[0]).toBe('file.created');
    for (const end of ['completed', 'aborted', 'expired', 'deleted'] as const) {
      expect(types.filter((type) => type === `file.${end}`).length).toBeLessThanOrEqual(1);
    }
    const states = types.filter((type) => type.startsWith('file.') && type !== 'file.created');
    expect(states.at(-1) ?? 'file.pending').toBe(`file.${file?.status}`);
  }
});

function expectDomainError(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  throw error;
}
