import type { ChunkUrlSigner, StoreProfile } from '@waybill/domain';
import { createHash, randomUUID } from 'node:crypto';
import type { ObjectStore } from '../../object-store.js';
import type { StoreRequest, StoreResponse } from '../fake-requests.js';

/** A store with an empty bucket of its own. */
export interface StoreUnderTest {
  readonly bucket: string;
  readonly profile: StoreProfile;
  /** Its lists come in pages of {@link PAGE_SIZE}. */
  readonly store: ObjectStore;
  /** A signer of the same bucket whose clock shows `now`. */
  signerAt(now: Date): ChunkUrlSigner;
  send(request: StoreRequest): Promise<StoreResponse>;
  put(key: string, body: Uint8Array): Promise<void>;
  /** What an object bears: names in lower case, metadata with its prefix. */
  headersOf(key: string): Promise<Readonly<Record<string, string | undefined>>>;
  close(): Promise<void>;
}

export type OpenStore = () => Promise<StoreUnderTest>;

/** Small, so that a few objects fill several pages. */
export const PAGE_SIZE = 3;

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const digest = (algorithm: 'md5' | 'sha256', body: Uint8Array): string =>
  createHash(algorithm).update(body).digest('hex');

export const newFileId = (): string => randomUUID();

/** What a promise was rejected with; undefined where it was kept. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

export const UPLOAD_OPTIONS = { contentType: 'text/plain; charset=utf-8', name: 'Übersicht.txt' };
