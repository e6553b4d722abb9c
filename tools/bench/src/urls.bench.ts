import { createHash } from 'node:crypto';
import { createFile, type System } from '@waybill/testing';
import type { BenchContext, Benchmark } from './benchmark.js';
import { withFloor } from './floors/floor.js';
import { type Ask, HttpLoad } from './load/http-load.js';
import type { Comparison } from './measure/pairs.js';
import { onOwnSystem } from './on-own-system.js';

const CHUNK = 5 * 1024 * 1024;
const LARGE = 10_000;
const PAGE = 100;
const CALLERS = 8;
/** Milliseconds of one run. */
const RUN = 1_500;

/** The least for a page: a request, its signatures and an answer of that size, and no database. */
const FLOOR = 'bare Fastify, 100 signatures';

export const urls: Benchmark = {
  says: 'pages of 100 chunk URLs: by numbers, with digests, of small and of large files',
  minutes: 4,
  gibibytes: 1,
  run: (context) =>
    onOwnSystem(
      context,
      { durable: true, notifications: 'off', processors: 0 },
      async ({ system }) =>
        withFloor({}, async (floorUrl) => {
          const api = new HttpLoad(system.api.url, system.apiKey, CALLERS);
          const floor = new HttpLoad(floorUrl, 'none', CALLERS);
          try {
            await measure(context, system, api, floor);
          } finally {
            await Promise.all([api.close(), floor.close()]);
          }
        }),
    ),
};

async function measure(
  { measure }: BenchContext,
  system: System,
  api: HttpLoad,
  floor: HttpLoad,
): Promise<void> {
  const signing = { method: 'POST', path: '/sign', body: numbersBody(1) } as const;
  const reference: Comparison['reference'] = {
    name: FLOOR,
    run: () => floor.run(() => signing, RUN),
  };
  const plain = await newFile(system, LARGE);
  const small = await newFile(system, PAGE, digestsOf('small', 1, PAGE));
  const large = await newFile(system, LARGE, digestsOf('large', 1, LARGE));
  const known = (fileId: string, label: string, count: number) => {
    const asks = pagesOf(count).map((first) => askWithDigests(fileId, label, first));
    return () => api.run(cycle(asks), RUN);
  };

  await measure({
    title: 'URL page of 100, numbers',
    unit: 'pages',
    ours: {
      name: 'Waybill',
      run: () => api.run(cycle(pagesOf(LARGE).map((first) => askForNumbers(plain, first))), RUN),
    },
    reference,
    goal: { rate: 0.7 },
  });
  await measure({
    title: 'URL page of 100, digests that are declared',
    unit: 'pages',
    ours: { name: 'Waybill', run: known(small, 'small', PAGE) },
    reference,
    goal: { rate: 0.5 },
  });
  await measure({
    title: 'URL page of 100, digests for the first time',
    unit: 'pages',
    ours: {
      name: 'Waybill',
      run: async () => {
        const label = String(performance.now());
        const files = await Promise.all([newFile(system, LARGE), newFile(system, LARGE)]);
        const asks = pagesOf(LARGE).flatMap((first) =>
          files.map((fileId) => askWithDigests(fileId, label + fileId, first)),
        );
        return api.run(() => asks.shift());
      },
    },
    reference,
  });
  await measure({
    title: 'URL page of 100 with digests, a file of 10,000 chunks',
    unit: 'pages',
    ours: { name: 'of 10,000 chunks', run: known(large, 'large', LARGE) },
    reference: { name: 'a file of 100 chunks', run: known(small, 'small', PAGE) },
    goal: { rate: 0.9 },
  });
}

interface DeclaredChunk {
  readonly number: number;
  readonly sha256: string;
  readonly md5: string;
}

function digestsOf(label: string, first: number, count: number): DeclaredChunk[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const digest = (name: string) => createHash(name).update(`${label}-${number}`).digest('hex');
    return { number, sha256: digest('sha256'), md5: digest('md5') };
  });
}

async function newFile(
  system: System,
  count: number,
  digests: readonly DeclaredChunk[] = [],
): Promise<string> {
  const chunks = digests.map(({ sha256, md5 }) => ({ sha256, md5 }));
  const { id } = await createFile(system.caller(), {
    size: count * CHUNK,
    chunkSize: CHUNK,
    ...(chunks.length > 0 && { chunks }),
  });
  return id;
}

function pagesOf(count: number): number[] {
  return Array.from({ length: count / PAGE }, (_, page) => page * PAGE + 1);
}

function askForNumbers(fileId: string, first: number): Ask {
  return { method: 'POST', path: `/v1/files/${fileId}/chunks/urls`, body: numbersBody(first) };
}

function askWithDigests(fileId: string, label: string, first: number): Ask {
  const chunks = digestsOf(label, first, PAGE);
  return {
    method: 'POST',
    path: `/v1/files/${fileId}/chunks/urls`,
    body: JSON.stringify({ chunks }),
  };
}

function numbersBody(first: number): string {
  return JSON.stringify({ numbers: Array.from({ length: PAGE }, (_, index) => first + index) });
}

/** One after the other, over and over. */
function cycle(asks: readonly Ask[]): () => Ask | undefined {
  let next = 0;
  return () => asks[next++ % asks.length];
}
