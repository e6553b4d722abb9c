import type { FileBody } from '@waybill/contracts';
import { isTransient, WaybillError } from '../errors.js';
import { sleep } from '../http/deadline.js';
import type { Change } from './change.js';
import { endedError } from './file-end.js';
import type { UploadApi } from './upload-api.js';

interface FinishParts {
  readonly client: Pick<UploadApi, 'completeFile' | 'getFile'>;
  readonly fileId: string;
  readonly fingerprint: string;
  /** Announced when the server has told something of the file. */
  readonly fileNews: Change;
  readonly pollEvery: number;
  readonly signal: AbortSignal;
}

/** Seconds that the server may keep one request open. */
const WAIT = 20;
const MAX_FAILURES = 10;

/**
 * Asks for completion and waits for its end.
 * @throws WaybillError chunks_missing, file_failed, fingerprint_mismatch, fingerprint_differs, …
 */
export async function finish(parts: FinishParts): Promise<FileBody> {
  const { client, fileId, fingerprint, signal } = parts;
  let file = await client
    .completeFile(fileId, {
      fingerprint,
      wait: WAIT,
      signal,
    })
    .catch((error: unknown) => {
      if (error instanceof WaybillError && error.code === 'file_completing') return undefined;
      throw error;
    });
  for (let failures = 0; file?.status !== 'completed';) {
    if (file && isUnfinished(file.status)) {
      throw new WaybillError('chunks_missing', 'Chunks were lost while the file was completed.');
    }
    if (file && file.status !== 'completing') throw endedError(file);
    // An event wakes us at once; the pause is for when none comes.
    await Promise.race([parts.fileNews.next, sleep(parts.pollEvery, signal)]);
    try {
      file = await client.getFile(fileId, { signal });
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!isTransient(error) || failures >= MAX_FAILURES) throw error;
    }
  }
  if (file.fingerprint !== undefined && file.fingerprint !== fingerprint) {
    throw new WaybillError(
      'fingerprint_differs',
      `The completed file has the fingerprint ${file.fingerprint}, what was sent has ${fingerprint}.`,
    );
  }
  return file;
}

/** Where completion has found a chunk gone, the file is back where chunks are sent. */
function isUnfinished(status: FileBody['status']): boolean {
  return status === 'pending' || status === 'uploading' || status === 'uploaded';
}
