import {
  type ObjectRef,
  parseObjectKey,
  type StorageEvent,
  type TransferStrategies,
  type TransferStrategy,
} from '@waybill/domain';

/** What an event is about, before the database is asked. */
export type Classified = ObjectRef | { readonly kind: 'foreign' } | { readonly kind: 'ignored' };

/** @param bucket ours; whatever happens in others is not our concern */
export function classifyEvent(event: StorageEvent, bucket: string): Classified {
  if (event.bucket !== bucket) return { kind: 'foreign' };
  const object = parseObjectKey(event.key);
  if (!object) return { kind: 'foreign' };
  return event.kind === 'created' ? object : { kind: 'ignored' };
}

/**
 * False for an object that no client can have made: the URLs that are given out allow a PUT, and the
 * parts of an upload that only we complete. Stores that give no reason are believed.
 */
export function isOfClient({ name }: StorageEvent): boolean {
  return !/^ObjectCreated:(?:Copy|CompleteMultipartUpload)$/u.test(name);
}

/** The strategy that keeps a chunk of its own under such a key. */
export function keeperOf(
  strategies: Pick<TransferStrategies, 'all'>,
  key: string,
): string | undefined {
  return strategies.all().find((strategy) => isChunkOf(strategy, key))?.name;
}

/**
 * Whether a strategy keeps a chunk of its own under such a key: parts of an upload have none, and what
 * is sent as a whole file lies at the final one.
 */
export function isChunkOf(strategy: TransferStrategy, key: string): boolean {
  const kind = parseObjectKey(key)?.kind;
  return strategy.chunksAreObjects && kind === (strategy.sendsFinalObject ? 'file' : 'chunk');
}
