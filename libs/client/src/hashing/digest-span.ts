import type { UploadPlatform } from '../platform.js';
import { chunkContent } from '../source/chunk-content.js';
import type { UploadSource } from '../source/source.js';
import { digestChunk } from './digest.js';
import type { Digests } from './digests.js';

export interface DigestParts {
  readonly platform: Pick<UploadPlatform, 'digest'>;
  readonly source: UploadSource;
  readonly signal: AbortSignal;
}

interface Span {
  readonly offset: number;
  readonly size: number;
}

/** Hashes a part of the source, by the source's own means where it has any; keeps no bytes. */
export async function digestSpan(parts: DigestParts, span: Span): Promise<Digests> {
  const own = await parts.source.digest?.(span.offset, span.size, parts.signal);
  return own ?? digestByReading(parts, span);
}

/** The MD5 as well, which a source's own means may leave out. */
export async function digestByReading(
  { platform, source, signal }: DigestParts,
  { offset, size }: Span,
): Promise<Digests> {
  const content = await chunkContent(source, { offset, size }, signal);
  return digestChunk(await platform.digest(), content, signal);
}
