import type { RedisConfig } from '@waybill/config';
import {
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
import { QUEUE_KEYS, type QueueKey } from './queue-definitions.js';
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
    const made = QUEUE_KEYS.map((key) => [
      key,
      new JobProducer(key, this.connection, config, onError),
    ]);
    this.jobs = Object.fromEntries(made) as QueueProducers['jobs'];
    this.storageEvents = new BullmqStorageEventQueue(this.jobs.storageEvents);
    this.assembly = new BullmqAssemblyQueue(this.jobs.assembly);
    this.cleanup = new BullmqCleanupQueue(this.jobs.cleanup);
    this.verification = new BullmqVerificationQueue(this.jobs.verification);
    this.webhookDeliveries = new BullmqWebhookDeliveryQueue(this.jobs.webhookDeliveries);
  }

  /** Each port that a queue serves, for a module to provide. */
  get ports() {
    return [
      { provide: StorageEventQueue, useValue: this.storageEvents },
      { provide: AssemblyQueue, useValue: this.assembly },
      { provide: CleanupQueue, useValue: this.cleanup },
      { provide: VerificationQueue, useValue: this.verification },
      { provide: WebhookDeliveryQueue, useValue: this.webhookDeliveries },
    ];
  }

  /** @throws where Redis does not answer within the deadline, or takes no write */
  async probe(): Promise<void> {
    await this.connection.probe();
  }

  close(): void {
    this.connection.close();
  }
}
