import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  type ApiCaller,
  type ChunkUrlView,
  putSigned,
  type System,
  waitUntil,
} from '@waybill/testing';
import type { Benchmark } from './benchmark.js';
import { onOwnSystem } from './on-own-system.js';

const AT_ONCE = 16;
/** Milliseconds: sending and declaring begin so far apart at most. */
const APART = 12;

/** What is declared: nobody ever sends it, so no chunk may ever be there under it. */
const GOOD = createHash('sha256').update('what was declared').digest('hex');
const SIZE = 100;

interface Way {
  readonly strategy: 'chunks' | 'single' | 'multipart';
  readonly verification: 'storage' | 'client';
}

const WAYS: readonly Way[] = [
  { strategy: 'chunks', verification: 'storage' },
  { strategy: 'chunks', verification: 'client' },
  { strategy: 'single', verification: 'storage' },
  { strategy: 'single', verification: 'client' },
  // The store tells of no part.
  { strategy: 'multipart', verification: 'client' },
];

/** Other bytes by a URL that binds nothing, while the digest of the right ones is declared. */
export const race: Benchmark = {
  says: 'other bytes that try to pass for what is declared meanwhile (--tries: 1000)',
  minutes: ({ tries }) => 4 + tries / 500,
  apart: true,
  gibibytes: 2,
  run: (context) =>
    onOwnSystem(context, {}, async ({ system }) => {
      const started = performance.now();
      let left = context.tries;
      const refused = { declared: 0, late: 0 };
      const worker = async (): Promise<void> => {
        while (left > 0) {
          context.signal.throwIfAborted();
          const way = WAYS[left % WAYS.length];
          left -= 1;
          if (way) refused[await attempt(system.caller(), way)] += 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      await atRest(system);
      const wrong = await wrongOnes(system);
      const seconds = ((performance.now() - started) / 1_000).toFixed(0);
      console.log(
        `\nRaces of a declaration with other bytes, ${context.tries} tries in ${seconds} s: ` +
          `the digest was taken ${refused.declared} times, and refused as too late ${refused.late} times.\n` +
          `Chunks that are there under a digest that is not theirs: ${wrong}`,
      );
      if (wrong > 0) throw new Error(`${wrong} of ${context.tries} ended wrong.`);
    }),
};

/** @returns whether the digest was taken, or came too late */
async function attempt(api: ApiCaller, way: Way): Promise<'declared' | 'late'> {
  const { strategy, verification } = way;
  const file = { name: 'race', size: SIZE, strategy };
  const { id } = (await post<{ id: string }>(api, '/v1/files', file)).body;
  const path = `/v1/files/${id}/chunks`;
  const { body } = await post<{ urls: ChunkUrlView[] }>(api, `${path}/urls`, { numbers: [1] });
  const [signed] = body.urls;
  if (!signed) throw new Error('No URL was given out.');
  const sends = async (): Promise<void> => {
    await sleep(Math.random() * APART);
    const bytes = randomBytes(SIZE);
    const put = await putSigned(signed, bytes);
    if (put.status !== 200) throw new Error(`PUT gave ${put.status}: ${put.text}`);
    if (verification === 'storage') return;
    await post(api, `${path}/1/confirm`, { etag: createHash('md5').update(bytes).digest('hex') });
  };
  const declares = async (): Promise<'declared' | 'late'> => {
    await sleep(Math.random() * APART);
    const chunks = [{ number: 1, sha256: GOOD }];
    return (await post(api, `${path}/urls`, { chunks })).status === 200 ? 'declared' : 'late';
  };
  const [outcome] = await Promise.all([declares(), sends()]);
  return outcome;
}

/** Once more while the machine has too much to do. @throws Error for what is no answer to a race */
async function post<Body>(api: ApiCaller, path: string, body: unknown): Promise<Answer<Body>> {
  for (;;) {
    const answer = await api.call<Body>('POST', path, body);
    if ([200, 201, 409].includes(answer.status)) return answer;
    if (answer.status !== 503) {
      throw new Error(`${path} gave ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    await sleep(200);
  }
}

/** Every chunk that the store tells of has been judged. */
async function atRest(system: System): Promise<void> {
  await waitUntil(
    'all chunks to be judged',
    async () => {
      const [row] = await system.database.query<{ open: string }>(
        `SELECT count(*) AS open FROM file_chunks c JOIN files f ON f.id = c.file_id
         WHERE c.status = 'pending' AND f.strategy <> 'multipart'`,
      );
      return Number(row?.open) === 0;
    },
    300_000,
  );
}

async function wrongOnes(system: System): Promise<number> {
  const [row] = await system.database.query<{ wrong: string }>(
    `SELECT count(*) AS wrong FROM file_chunks
     WHERE status = 'uploaded' AND sha256 = decode($1, 'hex')`,
    [GOOD],
  );
  return Number(row?.wrong);
}
