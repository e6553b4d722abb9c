import type { UploadSource } from './source.js';

export interface BlobSourceOptions {
  /** The name of a File when left out. */
  readonly name?: string;
  readonly contentType?: string;
}

/** A File from a browser's file picker, or any Blob. Its slices are read when they are needed. */
export function blobSource(blob: Blob, options: BlobSourceOptions = {}): UploadSource {
  const name = options.name ?? (blob as { readonly name?: string }).name ?? 'blob';
  return {
    name,
    size: blob.size,
    contentType: options.contentType ?? (blob.type || undefined),
    read: async (offset, length) =>
      new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
    slice: (offset, length) => blob.slice(offset, offset + length),
  };
}

/** Bytes that are in memory already. */
export function bytesSource(
  name: string,
  bytes: Uint8Array,
  options: { readonly contentType?: string } = {},
): UploadSource {
  return {
    name,
    size: bytes.length,
    contentType: options.contentType,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
