import { type MultipartUploads, type ObjectRemover, parseObjectKey } from '@waybill/domain';
import pMap from 'p-map';
import type { Leftover } from './leftover.js';

export interface RemoveLeftoversPorts {
  readonly remover: Pick<ObjectRemover, 'remove'>;
  readonly uploads: Pick<MultipartUploads, 'abort'>;
}

/** An abort lists the upload's parts as well: a few at once are enough for any store. */
const ABORTS_AT_ONCE = 4;

export interface LeftoverRemoval {
  /** True where a person has asked for the finished objects too that are kept otherwise. */
  readonly finals?: boolean;
}

/**
 * Removes what {@link findLeftovers} has found; what is gone already is no error. Keys that are not
 * ours are passed over, whoever made the list.
 * @throws DomainError store_unavailable
 */
export async function removeLeftovers(
  { remover, uploads }: RemoveLeftoversPorts,
  items: readonly Leftover[],
  { finals = false }: LeftoverRemoval = {},
): Promise<void> {
  const ours = items.filter(
    ({ key, kept }) => (finals || !kept) && parseObjectKey(key) !== undefined,
  );
  const keys = ours.filter(({ kind }) => kind === 'object').map(({ key }) => key);
  if (keys.length > 0) await remover.remove(keys);
  const unfinished = ours.flatMap(({ kind, key, uploadId }) =>
    kind === 'upload' && uploadId !== undefined ? [{ key, uploadId }] : [],
  );
  await pMap(unfinished, ({ key, uploadId }) => uploads.abort(key, uploadId), {
    concurrency: ABORTS_AT_ONCE,
  });
}
