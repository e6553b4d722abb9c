import { Injectable } from '@nestjs/common';
import {
  assertCanBecome,
  DomainError,
  isUuid,
  type File,
  type FileChange,
  TenantData,
  tokenEnded,
  tokenStatus,
} from '@waybill/domain';
import {
  assertFingerprint,
  assertSameFingerprint,
  normaliseFingerprint,
} from '../rules/require-fingerprint.js';
import { fileNotFound, requireFile, type OwnFile } from '../../auth/require-file.js';

/** Numbers of missing chunks that an answer names. */
const NUMBERS_SHOWN = 100;

/**
 * Asks for a file's completion. The assembly itself follows from the journal; a file that is being
 * completed, or is completed, is answered with as it stands.
 */
@Injectable()
export class CompleteFile {
  constructor(private readonly data: TenantData) {}

  /**
   * @param fingerprint what the client says the whole file is. Another one than that of the chunks
   *   fails the file; nothing is published before it has been compared.
   * @throws DomainError file_not_found, chunks_missing, fingerprint_invalid, fingerprint_conflict,
   *   fingerprint_mismatch, file_aborted, file_expired, file_deleted; token_expired, token_revoked
   */
  async execute(ref: OwnFile, fingerprint?: string): Promise<File> {
    if (!isUuid(ref.fileId)) throw fileNotFound();
    await this.assertGood(ref);
    const before = await requireFile(this.data, ref);
    const declared =
      fingerprint === undefined ? undefined : normaliseFingerprint(fingerprint, before.chunkCount);
    const mismatch =
      declared === undefined ? undefined : await this.mismatch(ref, before, declared);
    try {
      const file = await this.data
        .of(ref.tenantId)
        .files.change(ref, (now) => decide(now, declared, mismatch));
      if (mismatch && file.status === 'failed') throw mismatch;
      return file;
    } catch (error) {
      if (!(error instanceof ChunksMissing)) throw error;
      // Asked outside the transaction that has the file locked: arrivals are not held up.
      throw await this.chunksMissing(ref);
    }
  }

  /** What is remembered of an upload token is not enough here. */
  private async assertGood({ tenantId, createdBy: tokenId }: OwnFile): Promise<void> {
    if (tokenId === undefined) return;
    const token = await this.data.of(tenantId).uploadTokens.find({ tokenId, tenantId });
    const status = token ? tokenStatus(token, new Date()) : 'revoked';
    if (status !== 'active') throw tokenEnded(status);
  }

  /** Known digests are compared at once: the client hears of it here and not from an assembly. */
  private async mismatch(
    ref: OwnFile,
    file: File,
    declared: string,
  ): Promise<DomainError | undefined> {
    try {
      if (file.fingerprint !== undefined) assertSameFingerprint(declared, file.fingerprint);
      else assertFingerprint(declared, await this.data.of(ref.tenantId).chunks.all(file.id));
      return undefined;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  private async chunksMissing(ref: OwnFile): Promise<DomainError> {
    const missing = await this.data.of(ref.tenantId).chunks.missing(ref.fileId, NUMBERS_SHOWN);
    return new DomainError('chunks_missing', `${missing.count} chunks are not there yet.`, {
      extensions: { missing: { count: missing.count, numbers: missing.numbers } },
    });
  }
}

class ChunksMissing extends Error {}

/** @throws DomainError, ChunksMissing */
function decide(
  file: File,
  declared: string | undefined,
  mismatch: DomainError | undefined,
): FileChange | undefined {
  if (file.status === 'completing' || file.status === 'completed') {
    if (mismatch) throw mismatch;
    return undefined;
  }
  assertCanBecome(file.status, 'completing');
  if (file.uploadedChunks < file.chunkCount) throw new ChunksMissing();
  assertNoOtherFingerprint(file, declared);
  if (mismatch) {
    const failure = { code: mismatch.code, detail: mismatch.message };
    return file.status === 'failed' ? undefined : { status: 'failed', failure };
  }
  return {
    status: 'completing',
    failure: null,
    ...(declared !== undefined && { declaredFingerprint: declared }),
  };
}

/** What was said when the file was created stands. */
function assertNoOtherFingerprint(file: File, declared: string | undefined): void {
  const earlier = file.declaredFingerprint;
  if (declared === undefined || earlier === undefined || earlier === declared) return;
  // A file that failed may have been declared wrongly at an earlier completion.
  if (file.status === 'failed') return;
  throw new DomainError('fingerprint_conflict', `The file was declared as ${earlier}.`);
}
