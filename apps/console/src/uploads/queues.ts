import { UploadQueue } from './upload-queue.js';

const queues = new Map<string, UploadQueue>();

/** The uploads of a tenant; they stay when somebody else signs in for a while. */
export function queueOf(tenant: string): UploadQueue {
  let queue = queues.get(tenant);
  if (!queue) queues.set(tenant, (queue = new UploadQueue(tenant)));
  return queue;
}
