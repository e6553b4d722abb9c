import type { FileBody } from '@waybill/contracts';

/** A slice of a source; both in bytes. */
export interface Span {
  readonly offset: number;
  readonly size: number;
}

/** The slices of a plan with one chunk size; an empty file has one of 0 bytes. */
export function evenSpans(size: number, chunkSize: number): Span[] {
  const count = Math.max(1, Math.ceil(size / chunkSize));
  return Array.from({ length: count }, (_, index) => ({
    offset: index * chunkSize,
    size: Math.min(chunkSize, size - index * chunkSize),
  }));
}

/** One slice after the other, of these sizes. */
export function spansOf(sizes: readonly number[]): Span[] {
  let offset = 0;
  return sizes.map((size) => {
    offset += size;
    return { offset: offset - size, size };
  });
}

/** True where the file cannot have chunks of one size. False says nothing: list the chunks. */
export function isUneven({ size, chunkSize, chunkCount }: FileBody): boolean {
  return chunkCount !== Math.max(1, Math.ceil(size / chunkSize));
}
