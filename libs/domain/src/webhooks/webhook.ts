import type {
  DeliveryStatus,
  FileEventType,
  TenantEventType,
  WebhookPauseReason,
  WebhookStatus,
} from '@waybill/vocabulary';

/** What an endpoint can ask for. `webhook.test` comes whatever was asked for. */
export type WebhookEventType = FileEventType | TenantEventType;

/** Where a tenant wants its events sent. */
export interface Webhook {
  readonly id: string;
  readonly tenantId: string;
  readonly url: string;
  /** Absent for every type there is, and those to come. */
  readonly types?: readonly WebhookEventType[];
  readonly description?: string;
  readonly status: WebhookStatus;
  readonly pausedReason?: WebhookPauseReason;
  readonly pausedAt?: Date;
  /** Since when no attempt has succeeded; absent while the last one did. */
  readonly failingSince?: Date;
  readonly createdAt: Date;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  /** UUIDv7; the `webhook-id` of every attempt. */
  readonly id: string;
  readonly webhookId: string;
  /** Of the event in the journal; absent for a test. */
  readonly position?: number;
  readonly type: WebhookEventType | 'webhook.test';
  readonly fileId?: string;
  readonly status: DeliveryStatus;
  /** Made so far, the one under way included. */
  readonly attempts: number;
  /** Of a pending one. */
  readonly nextAttemptAt?: Date;
  /** HTTP status of the last attempt that was answered. */
  readonly lastStatusCode?: number;
  readonly lastError?: string;
  readonly createdAt: Date;
  readonly deliveredAt?: Date;
}

/** What became of one HTTP call. */
export interface WebhookAttempt {
  /** From 1. */
  readonly number: number;
  readonly at: Date;
  readonly durationMs: number;
  /** Absent where no answer came. */
  readonly statusCode?: number;
  /** Why it does not count as success. */
  readonly error?: string;
  /** The beginning of the answer's body. */
  readonly response?: string;
}
