import type { DriftReason, FileStatus } from '@waybill/vocabulary';

/** Where the finished object lies. */
export interface Location {
  readonly bucket: string;
  /** As we name it; in the store the installation's prefix stands before it. */
  readonly key: string;
  /** The object's ETag as S3 gives it, without quotes. */
  readonly etag: string;
  readonly versionId?: string;
}

export interface Failure {
  readonly code: string;
  readonly detail: string;
}

/** A completed file's object is not what was completed. */
export interface Drift {
  readonly reason: DriftReason;
  /** When it was found out. */
  readonly since: Date;
}

/** What a client wants stored; a row of `files`. Sizes are bytes. */
export interface File {
  readonly id: string;
  readonly tenantId: string;
  /** Id of the key or upload token that declared it; absent where that is not known. */
  readonly createdBy?: string;
  readonly name: string;
  readonly size: number;
  readonly contentType: string;
  readonly status: FileStatus;
  /** The name of the strategy by which the bytes travel. */
  readonly strategy: string;
  readonly chunkSize: number;
  readonly chunkCount: number;
  readonly uploadedChunks: number;
  readonly uploadedBytes: number;
  readonly reusedChunks: number;
  readonly autoComplete: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  readonly bucket: string;
  /** URLs were given out for it that bind no SHA-256: what came by them was held to none. */
  readonly unboundUrls: boolean;
  /** S3's id of the multipart upload that assembles (or, for `multipart`, receives) the file. */
  readonly uploadId?: string;
  /** What the client said the whole file is; compared before the final object is published. */
  readonly declaredFingerprint?: string;
  readonly fingerprint?: string;
  readonly location?: Location;
  readonly failure?: Failure;
  /** Absent while the object is what it should be, as far as anybody has looked. */
  readonly drift?: Drift;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt?: Date;
  readonly completedAt?: Date;
}

/**
 * Where the object lies for those who look into the bucket themselves.
 * @param prefix of all our keys in the store
 */
export function publicLocation(location: Location, prefix: string): Location {
  return { ...location, key: prefix + location.key };
}
