import { Injectable } from '@nestjs/common';
import type { QueueHandlers } from '@waybill/messaging';
import { StorageEventsHandler } from '../arrivals/events/storage-events-handler.js';
import { VerificationHandler } from '../arrivals/verification/verification-handler.js';
import { AssemblyHandler } from '../files/assemble/assembly-handler.js';
import { CleanupHandler } from '../files/clean-up/cleanup-handler.js';
import { WebhookDeliveryHandler } from '../webhooks/webhook-delivery-handler.js';
import { MaintenanceHandler } from './maintenance-handler.js';

/** Who works on which queue: without a handler for each, this does not compile. */
@Injectable()
export class ProcessorHandlers implements QueueHandlers {
  constructor(
    readonly storageEvents: StorageEventsHandler,
    readonly verification: VerificationHandler,
    readonly assembly: AssemblyHandler,
    readonly cleanup: CleanupHandler,
    readonly webhookDeliveries: WebhookDeliveryHandler,
    readonly maintenance: MaintenanceHandler,
  ) {}
}
