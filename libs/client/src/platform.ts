import { WebDigest } from './hashing/web-digest.js';
import type { ChunkDigest } from './hashing/digest.js';
import { fetchPut } from './put/fetch-put.js';
import type { PutChunk } from './put/put.js';
import type { UploadSource } from './source/source.js';

/** A source that holds something open until the upload is over. */
export interface OpenedSource extends UploadSource {
  close(): Promise<void>;
}

/** What differs between a browser and Node: how chunks are hashed and how they are sent. */
export interface UploadPlatform {
  /** A fresh computation of one chunk's digests. */
  digest(): Promise<ChunkDigest>;
  readonly put: PutChunk;
  /** The file at a path, where the platform has such. */
  readonly open?: (path: string) => Promise<OpenedSource>;
  /** Told of an upload's signal, which all that runs in it listens to. */
  readonly expectListeners?: (signal: AbortSignal) => void;
}

/** Works in browsers, workers and Node alike: hash-wasm and fetch. */
export function webPlatform(customFetch?: typeof fetch): UploadPlatform {
  return { digest: () => WebDigest.create(), put: fetchPut(customFetch) };
}
