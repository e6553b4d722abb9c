import type { S3Config, S3Credentials } from '@waybill/config';
import type {
  BucketMarker,
  ChunkUrlSigner,
  DownloadSigner,
  MultipartUploads,
  ObjectHasher,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  ObjectSealer,
  ObjectUrlSigner,
  PartUrlSigner,
  StoreProfile,
} from '@waybill/domain';
import { createS3Client, createSigningClient } from './client/create-s3-client.js';
import type { BucketCalls } from './client/bucket-calls.js';
import { StoreClock } from './client/store-clock.js';
import { StoreCalls } from './client/store-calls.js';
import { HashWorkers } from './hashing/hash-workers.js';
import { S3TrialPart, type TrialPart } from './health/trial-part.js';
import { S3ObjectHasher } from './hashing/s3-object-hasher.js';
import { S3MultipartUploads } from './objects/s3-multipart-uploads.js';
import { S3ObjectLister } from './objects/s3-object-lister.js';
import { S3ObjectReader } from './objects/s3-object-reader.js';
import { S3ObjectRemover } from './objects/s3-object-remover.js';
import { S3ObjectSealer } from './objects/s3-object-sealer.js';
import { S3BucketMarker } from './ownership/s3-bucket-marker.js';
import { Presigner } from './signing/presigner.js';
import { PutSigner } from './signing/put-signer.js';
import { S3ChunkUrlSigner } from './signing/s3-chunk-url-signer.js';
import { S3DownloadSigner } from './signing/s3-download-signer.js';
import { S3ObjectUrlSigner } from './signing/s3-object-url-signer.js';
import { S3PartUrlSigner } from './signing/s3-part-url-signer.js';
import { SigningKeys } from './signing/signing-key.js';
import { storeAddress } from './signing/store-address.js';

/** Every port of one bucket. */
export abstract class ObjectStore {
  abstract readonly chunkUrls: ChunkUrlSigner;
  abstract readonly parts: PartUrlSigner;
  abstract readonly objects: ObjectUrlSigner;
  abstract readonly downloads: DownloadSigner;
  abstract readonly reader: ObjectReader;
  /** Starts its threads when it is first used. */
  abstract readonly hasher: ObjectHasher;
  abstract readonly lister: ObjectLister;
  abstract readonly remover: ObjectRemover;
  abstract readonly uploads: MultipartUploads;
  abstract readonly marker: BucketMarker;
  abstract readonly sealer: ObjectSealer;
  /** For the look whether the store takes anything. */
  abstract readonly trials: TrialPart;
  abstract readonly clock: StoreClock;
  /** Closes the connections and ends the threads; calls after it fail. */
  abstract close(): void;
}

export interface ObjectStoreOptions {
  readonly now?: () => Date;
  /** What the store is known to enforce, asked at each signing; unless told, URLs bind no digest. */
  readonly profile?: () => StoreProfile;
  /** Items in a page of a list, at most 1,000; smaller in tests. */
  readonly pageSize?: number;
}

/** The adapters for the bucket that `config` names. Makes no call. */
export function createObjectStore(
  config: S3Config,
  { now, profile = () => 'none', pageSize = 1_000 }: ObjectStoreOptions = {},
): ObjectStore {
  const client = createS3Client(config);
  const signing = createSigningClient(config);
  const calls = new StoreCalls(config);
  const at: BucketCalls = { client, bucket: config.bucket, calls, pageSize };
  const clock = new StoreClock(now);
  clock.follow(client);
  const presigner = createPresigner(config, config.uploadCredentials);
  const puts = new PutSigner(presigner, profile, clock);
  const workers = new HashWorkers();
  return {
    chunkUrls: new S3ChunkUrlSigner(puts),
    parts: new S3PartUrlSigner(puts),
    objects: new S3ObjectUrlSigner(puts),
    downloads: new S3DownloadSigner(signing, clock),
    hasher: new S3ObjectHasher(at, workers),
    lister: new S3ObjectLister(at),
    reader: new S3ObjectReader(at),
    remover: new S3ObjectRemover(client, config.bucket, calls, pageSize),
    uploads: new S3MultipartUploads(at),
    marker: new S3BucketMarker(at, config.prefix),
    sealer: new S3ObjectSealer(at),
    trials: new S3TrialPart(at),
    clock,
    close: () => {
      workers.close();
      client.destroy();
      signing.destroy();
    },
  };
}

/** @param as who signs; the services unless told */
export function createPresigner(
  config: S3Config,
  as: S3Credentials = config.credentials,
): Presigner {
  const client = createSigningClient(config);
  const address = storeAddress(client, config);
  client.destroy();
  return new Presigner(address, new SigningKeys(as, config.region));
}
