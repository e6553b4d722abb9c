import { createHash, randomUUID } from 'node:crypto';
import type { ChunkBody, CreateFileBody, FileBody } from '@waybill/contracts';
import { evenSpans, spansOf } from '../upload/spans.js';

export interface FakeFile {
  readonly body: { -readonly [Key in keyof FileBody]: FileBody[Key] };
  readonly chunks: { -readonly [Key in keyof ChunkBody]: ChunkBody[Key] }[];
  /** What the store holds, by chunk number. */
  readonly stored: Map<number, Buffer>;
  /** How often each chunk was found corrupt, by number. */
  readonly rejections: Map<number, number>;
  readonly journal: { id: string; type: string; at: string; data: Record<string, unknown> }[];
}

/** Small, so that a test needs few bytes; the real plan never goes below 5 MiB. */
const CHUNK_SIZE = 1024;

export function fakeFile(input: CreateFileBody): FakeFile {
  const cuts = input.chunks?.flatMap(({ size }) => size ?? []) ?? [];
  const even = input.strategy === 'single' ? Math.max(1, input.size) : CHUNK_SIZE;
  const chunkSize = input.chunkSize ?? (cuts.length > 0 ? Math.max(...cuts) : even);
  const spans = cuts.length > 0 ? spansOf(cuts) : evenSpans(input.size, chunkSize);
  const now = new Date().toISOString();
  const chunks = spans.map((span, index): ChunkBody => ({
    number: index + 1,
    ...span,
    status: 'pending',
    sha256: input.chunks?.[index]?.sha256,
  }));
  const body: FileBody = {
    id: randomUUID(),
    name: input.name,
    size: input.size,
    contentType: input.contentType ?? 'application/octet-stream',
    status: 'pending',
    strategy: !input.strategy || input.strategy === 'auto' ? 'chunks' : input.strategy,
    chunkSize,
    chunkCount: spans.length,
    uploadedChunks: 0,
    uploadedBytes: 0,
    reusedChunks: 0,
    fingerprint: input.fingerprint,
    autoComplete: input.autoComplete ?? false,
    metadata: input.metadata ?? {},
    createdAt: now,
    updatedAt: now,
  };
  return { body, chunks, stored: new Map(), rejections: new Map(), journal: [] };
}

/** Believes a chunk; answers whether that changed anything. */
export function believe(
  file: FakeFile,
  number: number,
  verification: NonNullable<ChunkBody['verification']>,
): boolean {
  const chunk = file.chunks[number - 1];
  const bytes = file.stored.get(number);
  if (!chunk || !bytes || chunk.status === 'uploaded') return false;
  chunk.status = 'uploaded';
  chunk.etag = md5(bytes);
  chunk.verification = verification;
  file.body.uploadedChunks += 1;
  file.body.uploadedBytes += chunk.size;
  if (verification === 'reused') file.body.reusedChunks += 1;
  file.body.status = file.body.uploadedChunks === file.body.chunkCount ? 'uploaded' : 'uploading';
  return true;
}

/** Takes chunks away again; answers those that were there. */
export function putBack(file: FakeFile, numbers: readonly number[]): number[] {
  return numbers.filter((number) => {
    const chunk = file.chunks[number - 1];
    if (chunk?.status !== 'uploaded') return false;
    if (chunk.verification === 'reused') file.body.reusedChunks -= 1;
    chunk.status = 'pending';
    chunk.verification = undefined;
    file.body.uploadedChunks -= 1;
    file.body.uploadedBytes -= chunk.size;
    file.body.status = 'uploading';
    file.stored.delete(number);
    return true;
  });
}

export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function content(file: FakeFile): Buffer {
  return Buffer.concat(
    file.chunks.map((chunk) => file.stored.get(chunk.number) ?? Buffer.alloc(0)),
  );
}

export function fingerprint(file: FakeFile): string {
  const digests = file.chunks.map((chunk) => Buffer.from(chunk.sha256 ?? '', 'hex'));
  return `${sha256(Buffer.concat(digests))}-${digests.length}`;
}
