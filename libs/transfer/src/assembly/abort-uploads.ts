import type { File, MultipartUploads } from '@waybill/domain';

type Uploads = Pick<MultipartUploads, 'find' | 'parts' | 'abort'>;

/** Ends every unfinished upload of a key whose object nobody is to have. */
export async function abortUploads(uploads: Uploads, key: string): Promise<void> {
  for (const uploadId of await uploads.find(key)) await uploads.abort(key, uploadId);
}

/**
 * Ends what is left of uploads beside a finished object, such as that of a worker that lost a race
 * and died before it could abort. Two are left alone: the one on the row, which the object was made
 * of and may share its data with (see MultipartUploads.abort), and any that is full, since the store
 * may still be completing it. The latter is for the sweep, a day later.
 */
export async function abortStrays(uploads: Uploads, key: string, file: File): Promise<void> {
  for (const uploadId of await uploads.find(key)) {
    if (uploadId === file.uploadId) continue;
    const parts = (await uploads.parts(key, uploadId)) ?? [];
    if (parts.length < file.chunkCount) await uploads.abort(key, uploadId);
  }
}
