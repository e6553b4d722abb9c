import type { BucketTarget, Push } from './bucket-target.js';
import { s3Client, topicClient } from './clients.js';
import { ownNotifications, silence } from './notifications.js';
import type { Notifier } from './notifier.js';
import { setupSteps } from './setup-steps.js';

/**
 * Makes a bucket of our own store what Waybill needs it to be: it exists, no ACL opens it to the public,
 * browsers may use it and, where `push` is given, its events are reported. Safe to repeat. No rule of the
 * bucket ends unfinished uploads: on Ceph 16 that can destroy finished files (docs/stores.md).
 */
export async function provisionBucket(target: BucketTarget & { push?: Push }): Promise<void> {
  await withClients(target, async (notifier) => {
    for (const { isInPlace, apply } of setupSteps(notifier, target.push, ownNotifications))
      if (!(await isInPlace())) await apply();
  });
}

export async function removeNotifications(target: BucketTarget): Promise<void> {
  await withClients(target, silence);
}

export async function withClients<T>(
  target: BucketTarget,
  use: (notifier: Notifier) => Promise<T>,
): Promise<T> {
  const s3 = s3Client(target);
  const topics = topicClient(target);
  try {
    return await use({ s3, topics, bucket: target.bucket });
  } finally {
    s3.destroy();
    topics.destroy();
  }
}
