import { type FileStatus, isSettled, type ObjectRef } from '@waybill/domain';

/** What of ours a thing in the store is. */
export type LeftoverKind = ObjectRef['kind'] | 'upload';

/**
 * Whether what is left may be somebody's only copy. A database that was restored from a backup does not
 * know the files that were completed since, or lets them expire; a finished object goes by itself only
 * where somebody has aborted or deleted its file.
 */
export function isKept(kind: LeftoverKind, status: FileStatus | undefined): boolean {
  return kind === 'file' && (status === undefined || status === 'expired');
}

/**
 * Why nobody needs this any more, or undefined where somebody does or might. A file at its end stays
 * there, so that what is a leftover now is one when it is removed.
 *
 * The chunk objects of a completed file can still be the source of another file's reused chunks, but
 * only until that file is completed, and it takes them only from a chunk that is verified just then:
 * the grace period covers the time between. A source that is gone all the same costs a chunk that is
 * sent again, never a file.
 * @param status of the file that the key names; undefined where no row has that id
 */
export function leftoverReason(
  kind: LeftoverKind,
  status: FileStatus | undefined,
): string | undefined {
  if (status === undefined) return 'unknown_file';
  if (!isSettled(status)) return undefined;
  if (kind === 'file' && status === 'completed') return undefined;
  return `file_${status}`;
}
