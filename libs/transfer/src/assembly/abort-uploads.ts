import type { File, MultipartUploads, ObjectReader } from '@waybill/domain';

type Uploads = Pick<MultipartUploads, 'find' | 'parts' | 'abort'>;

interface StrayPorts {
  readonly uploads: Uploads;
  readonly reader: Pick<ObjectReader, 'head'>;
}

/** Ends every unfinished upload of a key whose object nobody is to have. */
export async function abortUploads(uploads: Uploads, key: string): Promise<void> {
  for (const uploadId of await uploads.find(key)) await uploads.abort(key, uploadId);
}

/**
 * Ends what is left of uploads beside a finished object, such as that of a worker that lost a race
 * and died before it could abort. Two are left alone: the one on the row, which the object was made
 * of and may share its data with (see MultipartUploads.abort), and any that is full, since the store
 * may still be completing it. The latter is for the sweep, a day later. Where a file has expired and
 * there is no object, no upload has one to share with: all of them end.
 */
export async function abortStrays(
  { uploads, reader }: StrayPorts,
  key: string,
  file: File,
): Promise<void> {
  const finished = file.status === 'completed' || (await reader.head(key)) !== undefined;
  if (!finished) return abortUploads(uploads, key);
  for (const uploadId of await uploads.find(key)) {
    if (uploadId === file.uploadId) continue;
    const parts = (await uploads.parts(key, uploadId)) ?? [];
    if (parts.length < file.chunkCount) await uploads.abort(key, uploadId);
  }
}
