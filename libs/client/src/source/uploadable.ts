import { WaybillError } from '../errors.js';
import type { UploadPlatform } from '../platform.js';
import { blobSource } from './blob-source.js';
import type { UploadSource } from './source.js';

/** What can be uploaded: a File or any Blob, in Node the path of a file, or a source of one's own. */
export type Uploadable = UploadSource | Blob | string;

/** @throws WaybillError source_unusable for a path where there are none; what opening a file throws */
export async function withSource<T>(
  what: Uploadable,
  platform: UploadPlatform,
  work: (source: UploadSource) => Promise<T>,
): Promise<T> {
  if (typeof what !== 'string') return work(what instanceof Blob ? blobSource(what) : what);
  if (!platform.open) {
    throw new WaybillError('source_unusable', 'Pages have no paths: give a File, or a Blob.');
  }
  const source = await platform.open(what);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}
