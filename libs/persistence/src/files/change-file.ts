import { DomainError, assertCanBecome, fileEventType, isUuid } from '@waybill/domain';
import type { File, FileChange, FileRef } from '@waybill/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { guarded } from '../connection/database-errors.js';
import { inTransaction, rowsOf } from '../connection/sql.js';
import { storableJson, storableText } from '../connection/text.js';
import { FileEntity } from '../entities/file.entity.js';
import { toFile } from './file-mapper.js';
import { TOUCHED } from './touched.sql.js';

const WRITE = `
WITH changed AS (
  UPDATE files SET
    status = $2::text, upload_id = $3::text, fingerprint = $4::text,
    location_bucket = $5::text, location_key = $6::text,
    location_etag = $7::text, location_version_id = $8::text,
    failure_code = $9::text, failure_detail = $10::text,
    declared_fingerprint = $13::text,
    ${TOUCHED},
    completed_at = CASE WHEN $2::text = 'completed' AND status <> 'completed'
      THEN clock_timestamp() ELSE completed_at END
  WHERE id = $1::uuid
  RETURNING id, tenant_id, updated_at, completed_at
), told AS (
  INSERT INTO journal (file_id, tenant_id, type, data)
  SELECT id, tenant_id, $11::text, $12::jsonb FROM changed WHERE $11::text IS NOT NULL
)
SELECT updated_at, completed_at FROM changed`;

interface Written {
  readonly updated_at: Date;
  readonly completed_at: Date | null;
}

/**
 * Locks a file, asks `decide`, writes what it wants and the journal row for it. Where `decide`
 * throws, or wants what the file's state does not allow, nothing has changed.
 * @throws DomainError file_not_found, the codes of assertCanBecome, database_unavailable, and
 *   whatever `decide` throws
 */
export async function changeFile(
  source: DataSource,
  ref: FileRef,
  decide: (file: File) => FileChange | undefined,
): Promise<File> {
  return inTransaction(source, async (manager) => {
    const file = await lockFile(manager, ref);
    const change = decide(file);
    if (!change) return file;
    if (change.status !== file.status) assertCanBecome(file.status, change.status);
    return write(manager, file, change);
  });
}

async function lockFile(manager: EntityManager, ref: FileRef): Promise<File> {
  const row = isUuid(ref.fileId)
    ? await guarded(() =>
        manager.findOne(FileEntity, {
          where: { id: ref.fileId, ...(ref.tenantId !== undefined && { tenantId: ref.tenantId }) },
          lock: { mode: 'for_no_key_update' },
        }),
      )
    : null;
  if (!row) throw new DomainError('file_not_found', 'There is no such file.');
  return toFile(row);
}

async function write(manager: EntityManager, file: File, change: FileChange): Promise<File> {
  const next = applied(file, change);
  const [written] = await rowsOf<Written>(manager, WRITE, [
    file.id,
    next.status,
    next.uploadId ?? null,
    next.fingerprint ?? null,
    next.location?.bucket ?? null,
    next.location?.key ?? null,
    next.location?.etag ?? null,
    next.location?.versionId ?? null,
    next.failure?.code ?? null,
    next.failure?.detail ?? null,
    eventType(file, change) ?? null,
    storableJson(change.eventData ?? {}),
    next.declaredFingerprint ?? null,
  ]);
  if (!written) throw new Error(`File ${file.id} is gone although its row is locked.`);
  const completedAt = written.completed_at;
  return { ...next, updatedAt: written.updated_at, ...(completedAt && { completedAt }) };
}

/** The file as it will be: what the change leaves out stays, null takes away. */
function applied(file: File, change: FileChange): File {
  const { uploadId, failure, ...rest } = file;
  const nextUploadId = change.uploadId === undefined ? uploadId : change.uploadId;
  const nextFailure = change.failure === undefined ? failure : change.failure;
  return {
    ...rest,
    status: change.status,
    ...(nextUploadId != null && { uploadId: nextUploadId }),
    ...(change.declaredFingerprint !== undefined && {
      declaredFingerprint: change.declaredFingerprint,
    }),
    ...(change.fingerprint !== undefined && { fingerprint: change.fingerprint }),
    ...(change.location && { location: change.location }),
    // The detail is often what the store said, so it may hold anything.
    ...(nextFailure && {
      failure: { code: nextFailure.code, detail: storableText(nextFailure.detail) },
    }),
  };
}

/** A change of fields alone is not told, unless it brings data for the journal. */
function eventType(file: File, change: FileChange) {
  if (change.status === file.status && change.eventData === undefined) return undefined;
  if (change.status === 'pending') {
    throw new Error('The journal has no event for a file that stays pending.');
  }
  return fileEventType(change.status);
}
