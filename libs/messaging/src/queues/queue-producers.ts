import type { RedisConfig } from '@waybill/config';
import type {
  AssemblyQueue,
  CleanupQueue,
  StorageEventQueue,
  VerificationQueue,
  WebhookDeliveryQueue,
} from '@waybill/domain';
import { ProducerConnection } from '../connection/producer-connection.js';
import { BullmqAssemblyQueue, BullmqCleanupQueue } from './bullmq-file-task-queues.js';
import { BullmqStorageEventQueue } from './bullmq-storage-event-queue.js';
import { BullmqWebhookDeliveryQueue } from './bullmq-webhook-delivery-queue.js';
import { JobProducer } from './job-producer.js';
import type { QueueKey } from './queue-definitions.js';
import { BullmqVerificationQueue } from './bullmq-verification-queue.js';

/** The adding side of all queues, over one connection. */
export class QueueProducers {
  readonly connection: ProducerConnection;
  readonly storageEvents: StorageEventQueue;
  readonly assembly: AssemblyQueue;
  readonly cleanup: CleanupQueue;
  readonly verification: VerificationQueue;
  readonly webhookDeliveries: WebhookDeliveryQueue;
  readonly jobs: { readonly [Key in QueueKey]: JobProducer<Key> };

  /** @param onError told when the connection fails; it comes back by itself */
  constructor(config: RedisConfig, onError: (error: Error) => void) {
    this.connection = new ProducerConnection(config, onError);
    const producer = <Key extends QueueKey>(key: Key) =>
      new JobProducer(key, this.connection, config, onError);
    this.jobs = {
      storageEvents: producer('storageEvents'),
      assembly: producer('assembly'),
      cleanup: producer('cleanup'),
      verification: producer('verification'),
      webhookDeliveries: producer('webhookDeliveries'),
      maintenance: producer('maintenance'),
    };
    this.storageEvents = new BullmqStorageEventQueue(this.jobs.storageEvents);
    this.assembly = new BullmqAssemblyQueue(this.jobs.assembly);
    this.cleanup = new BullmqCleanupQueue(this.jobs.cleanup);
    this.verification = new BullmqVerificationQueue(this.jobs.verification);
    this.webhookDeliveries = new BullmqWebhookDeliveryQueue(this.jobs.webhookDeliveries);
  }

  /** @throws where Redis does not answer within the deadline, or takes no write */
  async probe(): Promise<void> {
    await this.connection.probe();
  }

  close(): void {
    this.connection.close();
  }
}
