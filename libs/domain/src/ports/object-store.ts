import type { Page } from './page.js';

/** What a store can enforce of an upload’s content (ARCHITECTURE.md, "Integrity"). */
export const STORE_PROFILES = ['sha256', 'md5', 'none'] as const;
export type StoreProfile = (typeof STORE_PROFILES)[number];

/** Where an installation's objects are. */
export abstract class BucketSettings {
  abstract readonly bucket: string;
  /** Of our keys in the store. */
  abstract readonly prefix: string;
}

export interface ChunkPut {
  readonly fileId: string;
  readonly number: number;
  /** Bytes; the URL is good for a body of exactly this length. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256?: string;
  readonly md5?: string;
  /** Of a whole file; absent for what is a piece of one. */
  readonly contentType?: string;
}

/** A request that the client makes exactly as it stands here. */
export interface SignedRequest {
  readonly method: 'PUT' | 'GET';
  readonly url: string;
  /** Exactly what the client must send, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

/** Gives out permission to write chunks. Costs no call to the store. */
export abstract class ChunkUrlSigner {
  /**
   * One write-once URL for each chunk, bound to its size and, as far as the store's profile can
   * enforce it, its digest.
   * @param expiresIn seconds, at most 604,800 (S3's limit of seven days)
   */
  abstract signChunkPuts(
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]>;
}

/** Permission to write the parts of an S3 multipart upload; a part can be written again. */
export abstract class PartUrlSigner {
  /** As {@link ChunkUrlSigner.signChunkPuts}, for UploadPart: bound to size and digest. */
  abstract signPartPuts(
    target: { readonly key: string; readonly uploadId: string },
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]>;
}

/** Permission to write a whole file by one PUT, straight to its final key; write-once. */
export abstract class ObjectUrlSigner {
  abstract signObjectPut(key: string, put: ChunkPut, expiresIn: number): Promise<SignedRequest>;
}

export interface Download {
  readonly bucket: string;
  readonly key: string;
  readonly name: string;
  readonly contentType: string;
  readonly disposition: 'attachment' | 'inline';
  readonly versionId?: string;
}

export abstract class DownloadSigner {
  /** @param expiresIn seconds */
  abstract signDownload(download: Download, expiresIn: number): Promise<SignedRequest>;
}

export interface ObjectHead {
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly versionId?: string;
  /** It bears headers that nobody here asked for: whoever sent it added them. */
  readonly foreignHeaders?: true;
}

export abstract class ObjectReader {
  /**
   * @param versionId the current version where it is left out
   * @throws DomainError store_unavailable
   */
  abstract head(key: string, versionId?: string): Promise<ObjectHead | undefined>;
}

export interface ObjectDigests extends ObjectHead {
  /** Lower-case hex, computed from the bytes as they were read. */
  readonly sha256: string;
  readonly md5: string;
}

/** Reads objects back, for what the store could not enforce. The only place where bytes are read. */
export abstract class ObjectHasher {
  /** Streams the object through the hashes, off the event loop. @throws DomainError store_unavailable */
  abstract hash(key: string): Promise<ObjectDigests | undefined>;
}

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: Date;
}

/** Walks through what the store holds, a page at a time. */
export abstract class ObjectLister {
  /** By key, at most 1,000 a page. */
  abstract objects(prefix: string, cursor?: string): Promise<Page<StoredObject, string>>;

  abstract uploads(prefix: string, cursor?: string): Promise<Page<UnfinishedUpload, string>>;
}

export abstract class ObjectRemover {
  /** Removes what is there; keys that are not there are no error. */
  abstract remove(keys: readonly string[]): Promise<void>;

  /** Removes everything under a prefix. @returns how many objects that were */
  abstract removePrefix(prefix: string): Promise<number>;
}

export interface Part {
  readonly number: number;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
}

/** Numbers of parts, both included. */
export interface PartRange {
  readonly from: number;
  readonly to: number;
}

export interface ObjectTraits {
  readonly contentType: string;
  /** The file's name, for the object's Content-Disposition (RFC 6266). */
  readonly name: string;
}

export interface SealOptions extends ObjectTraits {
  /** Bytes of the object. */
  readonly size: number;
}

/** For what a client wrote straight to where it stays. */
export abstract class ObjectSealer {
  /**
   * Makes an object bear these traits and no others: no header, tag or ACL of whoever sent it. Its
   * bytes stay. Safe to repeat.
   * @throws SourceMissingError, DomainError store_unavailable
   */
  abstract seal(key: string, options: SealOptions): Promise<void>;
}

/** S3's multipart upload, as assembly uses it. */
export abstract class MultipartUploads {
  abstract create(key: string, options: ObjectTraits): Promise<string>;

  /** Ids of the unfinished uploads of exactly this key, oldest first. */
  abstract find(key: string): Promise<readonly string[]>;

  /**
   * Every part, all pages, or those of a range; undefined where there is no such upload (any more).
   */
  abstract parts(
    key: string,
    uploadId: string,
    range?: PartRange,
  ): Promise<readonly Part[] | undefined>;

  /**
   * Copies an object, or a range of one, into a part, inside the store.
   * @throws SourceMissingError, UploadMissingError
   */
  abstract copyPart(copy: {
    readonly key: string;
    readonly uploadId: string;
    readonly number: number;
    /** Bytes of the part: a copy of more may take longer. */
    readonly size: number;
    readonly sourceKey: string;
    /** The store copies only an object with this ETag, where it can compare. */
    readonly sourceEtag: string;
    /** Bytes; the whole object where it is left out. S3 takes ranges of objects over 5 MiB only. */
    readonly sourceRange?: { readonly offset: number; readonly size: number };
    /** The ETag that the part has to have, where that is known; checked after the copy. */
    readonly expectedEtag?: string;
  }): Promise<{ readonly etag: string }>;

  /**
   * CompleteMultipartUpload. A 200 that carries an error is an error here. Not to be sent for an
   * upload that may have been completed before, unless the object has been looked for: see
   * {@link MultipartUploads.abort}.
   * @throws UploadMissingError, CompletionUnderwayError
   */
  abstract complete(key: string, uploadId: string, parts: readonly Part[]): Promise<void>;

  /**
   * Aborts until nothing of it is left (parts in flight can land after a first abort). Never for an
   * upload that the finished object may have come from: where a gateway of Ceph 16 dies between
   * writing the object and removing the upload, the two share their data. Tried: an abort, and a
   * second completion as well, leave a HEAD that answers and a GET of NoSuchKey.
   */
  abstract abort(key: string, uploadId: string): Promise<void>;
}
