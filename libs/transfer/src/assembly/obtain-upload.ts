import { AssemblyFailure, type File, isSettled, type MultipartUploads } from '@waybill/domain';
import type { AssemblyPorts, UploadOwner } from './assembly-ports.js';

/**
 * The multipart upload that all workers on a file use: the one on the row; else one that an earlier
 * worker made and died before it could say so; else a new one. Of workers that race the row keeps
 * one winner, and a loser removes its own.
 * @param abandoned uploads of the key that are not to be taken again
 * @returns undefined where the file is at its end and takes no upload
 */
export async function claimUpload(
  files: Pick<UploadOwner, 'claimUploadId'>,
  uploads: Pick<MultipartUploads, 'find' | 'create' | 'abort'>,
  { id, uploadId, contentType, name }: File,
  key: string,
  abandoned: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  if (uploadId !== undefined) return uploadId;
  const unfinished = (await uploads.find(key)).find((one) => !abandoned.has(one));
  const ours = unfinished ?? (await uploads.create(key, { contentType, name }));
  const winner = await files.claimUploadId(id, ours);
  if (winner !== ours) await uploads.abort(key, ours);
  return winner;
}

/**
 * The upload for an assembly, after a look at the row as it stands now.
 * @throws AssemblyFailure file_closed where the file is at its end; Error where it is not
 *   `completing` any more, but can be again: the next attempt sees that and does nothing
 */
export async function obtainUpload(
  { files, uploads }: Pick<AssemblyPorts, 'files' | 'uploads'>,
  fileId: string,
  key: string,
  abandoned: ReadonlySet<string>,
): Promise<string> {
  const file = await files.find({ fileId });
  if (file?.status !== 'completing') {
    if (!file || isSettled(file.status)) throw closed();
    throw new Error(`The file is ${file.status} by now: it is not to be assembled.`);
  }
  const uploadId = await claimUpload(files, uploads, file, key, abandoned);
  if (uploadId === undefined) throw closed();
  return uploadId;
}

function closed(): AssemblyFailure {
  return new AssemblyFailure('file_closed', 'The file came to its end during its assembly.');
}
