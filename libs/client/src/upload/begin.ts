import type { FileBody } from '@waybill/contracts';
import pLimit from 'p-limit';
import { WaybillError } from '../errors.js';
import type { Digests } from '../hashing/digests.js';
import { digestSpan } from '../hashing/digest-span.js';
import { compositeFingerprint } from '../hashing/fingerprint.js';
import type { UploadPlatform } from '../platform.js';
import type { UploadSource } from '../source/source.js';
import { ChunkLedger } from './chunk-ledger.js';
import { endedError, hasEnded } from './file-end.js';
import type { UploadOptions } from './options.js';
import { evenSpans, isUneven, spansOf, type Span } from './spans.js';
import type { UploadApi } from './upload-api.js';

export interface BeginParts {
  readonly client: Pick<UploadApi, 'createFile' | 'getFile' | 'chunks'>;
  readonly platform: UploadPlatform;
  readonly source: UploadSource;
  readonly options: UploadOptions;
  readonly signal: AbortSignal;
}

export interface Begun {
  readonly file: FileBody;
  readonly ledger: ChunkLedger;
}

/** The API's own choice where none is given: 8 MiB, doubled until 10,000 chunks hold the file. */
const MIN_FITTING_CHUNK = 8 * 1024 * 1024;
const MAX_CHUNKS = 10_000;
const HASHES_AT_ONCE = 2;

/** Declares the file, or finds the one to go on with, and takes stock of what is there. */
export async function begin(parts: BeginParts): Promise<Begun> {
  const { client, options, signal } = parts;
  const { file, digests } = options.resume
    ? { file: await findFile(parts, options.resume), digests: [] }
    : await declareFile(parts);
  const found = [];
  // Only the list tells how a file was cut that somebody else declared.
  if (file.uploadedChunks > 0 || options.resume || options.cuts || isUneven(file)) {
    for await (const chunk of client.chunks(file.id, { signal })) found.push(chunk);
  }
  const ledger = new ChunkLedger(
    found.length > 0 ? found : evenSpans(file.size, file.chunkSize),
    options.onChunk,
  );
  digests.forEach((each, index) => ledger.declared(index + 1, each));
  for (const chunk of found) ledger.found(chunk);
  if (options.resume) await compareEnds(parts, ledger);
  return { file, ledger };
}

async function findFile(parts: BeginParts, id: string): Promise<FileBody> {
  const file = await parts.client.getFile(id, { signal: parts.signal });
  if (hasEnded(file.status)) throw endedError(file);
  if (file.size !== parts.source.size) {
    throw new WaybillError(
      'source_differs',
      `${parts.source.name} has ${parts.source.size} bytes, the upload ${id} is of ${file.size}.`,
    );
  }
  return file;
}

async function declareFile(
  parts: BeginParts,
): Promise<{ file: FileBody; digests: readonly Digests[] }> {
  const { client, source, options, signal } = parts;
  const { chunkSize, strategy, autoComplete, metadata, expiresIn } = options;
  const plan = await declaredPlan(parts);
  const declared = plan && {
    chunkSize: plan.chunkSize,
    fingerprint: await compositeFingerprint(plan.digests.map(({ sha256 }) => sha256)),
    chunks: plan.digests.map((each, index) =>
      plan.chunkSize === undefined ? { ...each, size: plan.spans[index]?.size } : { ...each },
    ),
  };
  if (
    options.fingerprint &&
    declared &&
    declared.fingerprint !== options.fingerprint.toLowerCase()
  ) {
    throw otherFingerprint(source.name, declared.fingerprint, options.fingerprint);
  }
  const file = await client.createFile(
    {
      name: source.name,
      size: source.size,
      contentType: options.contentType ?? source.contentType,
      chunkSize,
      strategy,
      autoComplete,
      fingerprint: options.fingerprint,
      metadata,
      expiresIn,
      reportsChunks: true,
      ...declared,
    },
    { signal },
  );
  return { file, digests: plan?.digests ?? [] };
}

/** Hashes everything beforehand, if the caller wants that. */
async function declaredPlan(parts: BeginParts) {
  const { source, options } = parts;
  const { cuts } = options;
  if (!cuts && !options.declare) return undefined;
  const sizes = typeof cuts === 'function' ? await cuts(source) : cuts;
  const chunkSize = sizes ? undefined : (options.chunkSize ?? fittingChunkSize(source.size));
  const spans = chunkSize ? evenSpans(source.size, chunkSize) : spansOf(sizes ?? []);
  return { chunkSize, spans, digests: await digestAll(parts, spans) };
}

function fittingChunkSize(size: number): number {
  let chunkSize = MIN_FITTING_CHUNK;
  while (size / chunkSize > MAX_CHUNKS) chunkSize *= 2;
  return chunkSize;
}

function digestAll(parts: BeginParts, spans: readonly Span[]): Promise<Digests[]> {
  const limit = pLimit(HASHES_AT_ONCE);
  return Promise.all(spans.map((span) => limit(() => digestSpan(parts, span))));
}

export function otherFingerprint(name: string, found: string, declared: string): WaybillError {
  return new WaybillError(
    'source_differs',
    `${name} has the fingerprint ${found}, not ${declared}, which was declared.`,
  );
}

/** The first and the last chunk that are there tell another file from this one at little cost. */
async function compareEnds(parts: BeginParts, ledger: ChunkLedger): Promise<void> {
  const there = ledger.chunks.filter((chunk) => chunk.there && chunk.sha256 !== undefined);
  for (const chunk of new Set([there.at(0), there.at(-1)])) {
    if (!chunk) continue;
    const { sha256 } = await digestSpan(parts, chunk);
    if (sha256 !== chunk.sha256) {
      throw new WaybillError(
        'source_differs',
        `Chunk ${chunk.number} that is stored already is not from this file: it has changed, or is another.`,
      );
    }
  }
}
