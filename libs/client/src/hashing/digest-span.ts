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

/** Hashes a part of the source, by the source's own means where it has any; keeps no bytes. */
export async function digestSpan(
  { platform, source, signal }: DigestParts,
  { offset, size }: { readonly offset: number; readonly size: number },
): Promise<Digests> {
  const own = await source.digest?.(offset, size, signal);
  if (own) return own;
  const content = await chunkContent(source, { offset, size }, signal);
  return digestChunk(await platform.digest(), content, signal);
}
