import type { StoreProfile } from '@waybill/domain';
import { StoreClock } from '../client/store-clock.js';
import type { ObjectStore } from '../object-store.js';
import { FakeBucket } from './fake-bucket.js';
import { FakeBucketMarker } from './fake-bucket-marker.js';
import { FakeMultipartUploads } from './fake-multipart-uploads.js';
import {
  FakeObjectHasher,
  FakeObjectLister,
  FakeObjectReader,
  FakeObjectRemover,
  FakeObjectSealer,
} from './fake-objects.js';
import { answer, type StoreRequest, type StoreResponse } from './fake-requests.js';
import {
  FakeChunkUrlSigner,
  FakeDownloadSigner,
  FakeObjectUrlSigner,
  FakePartUrlSigner,
  FakePutSigner,
} from './fake-signers.js';

export interface FakeObjectStoreOptions {
  /** What the fake enforces of an upload's content; `sha256` unless told. */
  readonly profile?: StoreProfile;
  /** The clock of signers and store alike. */
  readonly now?: () => Date;
  readonly bucket?: string;
  /** Items in a page of the lister. */
  readonly pageSize?: number;
}

/** An object store in memory, held to the same conformance suite as the real one. */
export interface FakeObjectStore extends ObjectStore {
  readonly bucket: FakeBucket;
  /** What a client does with a pre-signed URL. */
  send(request: StoreRequest): StoreResponse;
}

export function createFakeObjectStore(options: FakeObjectStoreOptions = {}): FakeObjectStore {
  const { profile = 'sha256', now = () => new Date() } = options;
  const { bucket: name = 'fake', pageSize = 1_000 } = options;
  const bucket = new FakeBucket(name, now);
  const puts = new FakePutSigner(bucket, profile, now);
  return {
    bucket,
    chunkUrls: new FakeChunkUrlSigner(puts),
    parts: new FakePartUrlSigner(puts),
    objects: new FakeObjectUrlSigner(puts),
    downloads: new FakeDownloadSigner(bucket, now),
    reader: new FakeObjectReader(bucket),
    hasher: new FakeObjectHasher(bucket),
    lister: new FakeObjectLister(bucket, pageSize),
    remover: new FakeObjectRemover(bucket),
    uploads: new FakeMultipartUploads(bucket),
    marker: new FakeBucketMarker(bucket),
    sealer: new FakeObjectSealer(bucket),
    trials: { send: () => Promise.resolve() },
    clock: new StoreClock(now),
    send: (request) => answer(bucket, request),
    close: () => undefined,
  };
}
