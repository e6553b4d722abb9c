import type { UploadSource } from './source.js';

/** Bytes. Larger chunks are read twice, for the hash and for sending, instead of being held. */
const IN_MEMORY_LIMIT = 64 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;

/** One chunk's bytes, which can be read more than once. */
export interface ChunkContent {
  /** Bytes. */
  readonly size: number;
  /** Each is good until the next is asked for. */
  pieces(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** For fetch, which needs the length to be known. */
  body(signal: AbortSignal): Promise<Uint8Array | Blob>;
}

/**
 * Reads a span of the source: as it is used where the source can do that without memory of its own,
 * or where the span is large; otherwise at once.
 */
export async function chunkContent(
  source: UploadSource,
  span: { readonly offset: number; readonly size: number },
  signal: AbortSignal,
): Promise<ChunkContent> {
  if (!source.pieces && span.size <= IN_MEMORY_LIMIT) {
    const bytes =
      span.size === 0 ? new Uint8Array(0) : await source.read(span.offset, span.size, signal);
    return {
      size: span.size,
      // eslint-disable-next-line @typescript-eslint/require-await
      async *pieces() {
        yield bytes;
      },
      body: () => Promise.resolve(bytes),
    };
  }
  return {
    size: span.size,
    pieces: (signal) =>
      source.pieces?.(span.offset, span.size, signal) ?? pieces(source, span, signal),
    body: (signal) =>
      source.slice
        ? Promise.resolve(source.slice(span.offset, span.size))
        : source.read(span.offset, span.size, signal),
  };
}

async function* pieces(
  source: UploadSource,
  span: { readonly offset: number; readonly size: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let done = 0; done < span.size; done += PIECE) {
    yield await source.read(span.offset + done, Math.min(PIECE, span.size - done), signal);
  }
}
