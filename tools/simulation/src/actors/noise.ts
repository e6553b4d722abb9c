import { chunkKey, fileKey, MIN_CHUNK_SIZE } from '@waybill/domain';
import type { Notifications } from '../store/notifications.js';
import type { Surroundings } from '../surroundings.js';
import type { Truth } from './truth.js';

/** What a bucket's notifications bring besides: records that are none, or of nothing of ours. */
export function makeNoise(
  { random, trace }: Surroundings,
  notifications: Notifications,
  truths: readonly Truth[],
  unknownId: string,
): void {
  const { fileId = unknownId } = random.pick(truths);
  const kinds: readonly (() => string)[] = [
    () => notifications.unparsable(),
    () => notifications.strange({ key: chunkKey(unknownId, 1) }),
    () => notifications.strange({ key: chunkKey(fileId, 900) }),
    // Forged: of a chunk that there is, but with bytes that never were.
    () => notifications.strange({ key: chunkKey(fileId, 1) }),
    () => notifications.strange({ key: chunkKey(fileId, 1), size: MIN_CHUNK_SIZE }),
    () => notifications.strange({ key: fileKey(fileId), size: MIN_CHUNK_SIZE }),
    () => notifications.strange({ key: chunkKey(fileId, 1), name: 'ObjectCreated:Copy' }),
    () => notifications.strange({ key: 'somebody/else', size: 1 }),
    () => notifications.strange({ key: chunkKey(fileId, 1), bucket: 'another' }),
    () => notifications.strange({ key: chunkKey(fileId, 1), name: 'ObjectRemoved:Delete' }),
  ];
  trace.count('noise');
  random.pick(kinds)();
}
