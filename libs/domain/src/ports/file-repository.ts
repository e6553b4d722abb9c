import type { FileStatus, QuotaOwner } from '@waybill/vocabulary';
import type { ChunkDigests, DeclaredDigests } from '../chunk/declared-digests.js';
import type { File, Failure, Location } from '../file/file.js';
import type { ChunkPlan } from '../plan/chunk-plan.js';
import type { StoreProfile } from './object-store.js';
import type { Page } from './page.js';
import type { Limits } from './quotas.js';

/**
 * By what a file was declared. What is counted for the tenant is counted for a key as well; an upload
 * token is held to its policy, and what it makes counts as used.
 */
export interface Creator {
  readonly kind: Exclude<QuotaOwner, 'tenant'> | 'token';
  readonly id: string;
}

export interface FileDraft {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly contentType: string;
  readonly plan: ChunkPlan;
  readonly strategy: string;
  readonly autoComplete: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  readonly bucket: string;
  readonly expiresAt: Date;
  /** What the client says the whole file is; composite SHA-256. */
  readonly declaredFingerprint?: string;
  /** Either none, or one entry for each chunk, in order. */
  readonly digests: readonly DeclaredDigests[];
  readonly creator?: Creator;
  /** What holds for a tenant that was set no limits of its own. */
  readonly defaultLimits?: Limits;
}

export interface IdempotencyClaim {
  readonly key: string;
  /** SHA-256 of the canonical request body, hex: tells a retry from another request. */
  readonly requestHash: string;
}

export interface FileCreation {
  readonly file: File;
  /** True when the key had made this file before and nothing was written now. */
  readonly replayed: boolean;
}

export interface FileQuery {
  readonly status?: FileStatus;
  readonly limit: number;
  /** Only files older than this id (UUIDv7, so ids order by time). */
  readonly before?: string;
}

/** What `decide` wants changed; the journal row is written in the same transaction. */
export interface FileChange {
  readonly status: FileStatus;
  readonly uploadId?: string | null;
  readonly declaredFingerprint?: string;
  readonly fingerprint?: string;
  readonly location?: Location;
  readonly failure?: Failure | null;
  /** Further data for the journal row. */
  readonly eventData?: Readonly<Record<string, unknown>>;
}

/** A tenant's view: another tenant's file is not found, exactly as if it did not exist. */
export interface FileRef {
  readonly fileId: string;
  /** Absent for the processors, which act for every tenant. */
  readonly tenantId?: string;
  /** Only a file that this token made; absent for who sees all of the tenant's. */
  readonly createdBy?: string;
}

export interface QuietQuery {
  /** Seconds without any change before a file counts as quiet. */
  readonly quietFor: number;
  /** Seconds between two looks at the same file, at most; the gap doubles from `quietFor` up to it. */
  readonly maxGap: number;
  readonly limit: number;
}

/** URLs that a client is about to be given. */
export interface UrlsToGive {
  /** The chunks whose URLs bind no SHA-256, with what their URLs do bind. */
  readonly unbound: readonly ChunkDigests[];
  /** By what the store is known to enforce they are signed. */
  readonly profile: StoreProfile;
  /** When the last of them ends. */
  readonly expireAt: Date;
}

/** A file at its end, for which no bytes can come any more. */
export interface UrlsExpired {
  readonly fileId: string;
  /** When its last URL had ended, at the latest. */
  readonly urlsExpireAt: Date;
}

export abstract class FileRepository {
  /**
   * Inserts file, chunks and the journal row in one transaction, and counts it for its owners.
   * @throws DomainError idempotency_key_reused, the codes of limitReached, and, by a token, those of
   *   tokenEnded and tokenLimitReached: then nothing was inserted
   */
  abstract create(draft: FileDraft, claim?: IdempotencyClaim): Promise<FileCreation>;

  abstract find(ref: FileRef): Promise<File | undefined>;

  /** Newest first. */
  abstract list(tenantId: string, query: FileQuery): Promise<Page<File, string>>;

  /**
   * Locks the file's row, asks `decide` with what it holds, and writes the change with its journal
   * row in one transaction. `decide` returns undefined to leave the file as it is, and may throw.
   * @throws DomainError file_not_found, and whatever `decide` throws
   */
  abstract change(ref: FileRef, decide: (file: File) => FileChange | undefined): Promise<File>;

  /**
   * Remembers the multipart upload that receives or assembles a file, once: all who race are told
   * the same winner. Undefined where the file is completed, aborted, expired or deleted.
   */
  abstract claimUploadId(fileId: string, uploadId: string): Promise<string | undefined>;

  /** Forgets an upload that the store does not have any more, if it is still this one. */
  abstract releaseUploadId(fileId: string, uploadId: string): Promise<void>;

  /**
   * Files that are pending, uploading or completing and have gone quiet, and whose next look is
   * due; sets the look after this one, so that of several processors one takes each file.
   */
  abstract claimQuiet(query: QuietQuery): Promise<readonly File[]>;

  /**
   * A client is about to send: where the next look at the file lies far off, it is brought forward.
   * That some URLs bind less is remembered with the file (see `File.unboundUrls`), and so are when the
   * last URL ends, or somewhat later, and by which profile they are signed: after URLs of another all
   * count as unbound. Writes nothing otherwise.
   * @returns false, with nothing written, where a chunk of `unbound` is there by now, or has other
   *   digests: its URL would not bind what was declared
   */
  abstract expectArrivals(fileId: string, urls: UrlsToGive): Promise<boolean>;

  /** What each of these files is now; ids that no row has are left out. */
  abstract statuses(fileIds: readonly string[]): Promise<ReadonlyMap<string, FileStatus>>;

  /** Ids of unfinished files whose time is over, oldest first. */
  abstract findExpired(now: Date, limit: number): Promise<readonly string[]>;

  /** Files at their end whose last URL ended before, oldest first, until they are settled. */
  abstract findUrlsExpired(before: Date, limit: number): Promise<readonly UrlsExpired[]>;

  /** Nothing of the file is in the store any more; with `again`, it is to be seen to once more then. */
  abstract settleUrls(file: UrlsExpired, again?: Date): Promise<void>;
}
