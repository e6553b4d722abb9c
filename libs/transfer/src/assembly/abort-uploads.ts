import type { MultipartUploads } from '@waybill/domain';

/**
 * Ends every unfinished upload of a key. After `completed` one can be left by a worker that lost a
 * race and died before it could abort.
 */
export async function abortUploads(
  uploads: Pick<MultipartUploads, 'find' | 'abort'>,
  key: string,
): Promise<void> {
  for (const uploadId of await uploads.find(key)) await uploads.abort(key, uploadId);
}
