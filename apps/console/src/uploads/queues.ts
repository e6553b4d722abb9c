import { SavedUploads, UploadQueue } from '@waybill/page-uploads';
import { client, connection } from '../api.js';

const queues = new Map<string, UploadQueue>();

/** The uploads of a tenant; they stay when somebody else signs in for a while. */
export function queueOf(tenant: string): UploadQueue {
  let queue = queues.get(tenant);
  if (!queue) {
    queue = new UploadQueue({
      client,
      connection,
      saved: new SavedUploads('waybill-console', tenant),
      listen: (listener) => client.hub.listen(listener),
    });
    queues.set(tenant, queue);
  }
  return queue;
}
