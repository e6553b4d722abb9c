import type { DeliveryStatus, WebhookPauseReason } from '@waybill/vocabulary';
import type {
  Webhook,
  WebhookAttempt,
  WebhookDelivery,
  WebhookEventType,
} from '../webhooks/webhook.js';
import type { Page } from './page.js';
import type { ActingTenant } from './acting-tenant.js';

/** A tenant's own webhook; another tenant's is not found, just like one that never was. */
export interface WebhookRef {
  readonly webhookId: string;
  readonly tenantId: ActingTenant;
}

export interface NewWebhook {
  readonly id: string;
  readonly tenantId: string;
  readonly url: string;
  readonly types?: readonly WebhookEventType[];
  readonly description?: string;
  readonly secret: string;
}

/** What is left out stays as it is; null takes it away. */
export interface WebhookChange {
  readonly url?: string;
  readonly types?: readonly WebhookEventType[] | null;
  readonly description?: string | null;
  /** `active` sends what waited, with what failed since the endpoint began to fail. */
  readonly status?: Webhook['status'];
}

interface PageQuery {
  readonly limit: number;
  /** Only what is older than this id. */
  readonly before?: string;
}

/** A tenant's view of its webhooks. */
export abstract class WebhookRepository {
  /**
   * From here on the endpoint gets what is published; nothing from before.
   * @param limit webhooks that a tenant may have
   * @throws DomainError webhook_limit_reached
   */
  abstract create(webhook: NewWebhook, limit: number): Promise<Webhook>;

  abstract find(ref: WebhookRef): Promise<Webhook | undefined>;

  /** Newest first. */
  abstract list(tenantId: string, query: PageQuery): Promise<Page<Webhook, string>>;

  /** @returns undefined where there is no such webhook */
  abstract change(ref: WebhookRef, change: WebhookChange): Promise<Webhook | undefined>;

  /** Forgets the endpoint, and what waits for it. @returns false where there is none */
  abstract remove(ref: WebhookRef): Promise<boolean>;

  /**
   * Gives the endpoint a new secret. The newest one until now stays valid for `overlap` seconds;
   * older ones are gone.
   * @returns when the secret until now ends; undefined where there is no such webhook
   */
  abstract rotateSecret(
    ref: WebhookRef,
    secret: string,
    overlap: number,
  ): Promise<{ readonly previousExpiresAt: Date } | undefined>;

  /** Newest first; empty where there is no such webhook. */
  abstract deliveries(
    ref: WebhookRef,
    query: PageQuery & { readonly status?: DeliveryStatus },
  ): Promise<Page<WebhookDelivery, string>>;

  /** With its attempts, oldest first. */
  abstract delivery(
    ref: WebhookRef,
    deliveryId: string,
  ): Promise<{ delivery: WebhookDelivery; attempts: readonly WebhookAttempt[] } | undefined>;

  /**
   * Makes a delivery due at once, whatever became of it before; its attempts begin anew.
   * @returns undefined where there is none
   */
  abstract redeliver(ref: WebhookRef, deliveryId: string): Promise<WebhookDelivery | undefined>;

  /** A `webhook.test` for this endpoint alone. @returns undefined where there is no such webhook */
  abstract addTest(ref: WebhookRef, deliveryId: string): Promise<WebhookDelivery | undefined>;
}

/** A delivery in the hands of one processor: nobody else sends it before the lease ends. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly url: string;
  /** `whsec_…`, newest first: one, or two while they are rotated. */
  readonly secrets: readonly string[];
  readonly position?: number;
  readonly type: WebhookDelivery['type'];
  readonly fileId?: string;
  /** When it happened. */
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** This attempt's number, from 1. */
  readonly attempt: number;
  /** This attempt's number since the delivery last became due by request, from 1. */
  readonly tries: number;
}

export interface AttemptResult {
  readonly attempt: WebhookAttempt;
  /** Seconds until the next attempt; absent where there is none. */
  readonly retryIn?: number;
  /** Seconds in which the endpoint wants nothing at all. */
  readonly holdFor?: number;
  /** Set where the endpoint is to be paused whatever came before. */
  readonly pause?: WebhookPauseReason;
  /** Seconds without a success after which a failure pauses the endpoint. */
  readonly pauseAfter: number;
}

/** The sending side. */
export abstract class WebhookOutbox {
  /**
   * Makes deliveries of published events, at most of `limit` of them, each once for each endpoint
   * that wants it.
   * @returns how many events were looked at; 0 also while another one is at it
   */
  abstract fanOut(limit: number): Promise<number>;

  /**
   * Deliveries that are due, of active endpoints, oldest first: at most `each` of one endpoint, and
   * fewer of one that is failing, so that it does not hold up the others.
   */
  abstract due(each: number, failing: number): Promise<readonly string[]>;

  /**
   * Takes a delivery for one attempt.
   * @param lease seconds
   * @returns undefined where it is not due (any more), or in other hands
   */
  abstract claim(deliveryId: string, lease: number): Promise<ClaimedDelivery | undefined>;

  /** The endpoint counts as healthy again. */
  abstract succeeded(claimed: ClaimedDelivery, attempt: WebhookAttempt): Promise<void>;

  /** @returns true where this failure has paused the endpoint, with its notice in the journal */
  abstract failed(claimed: ClaimedDelivery, result: AttemptResult): Promise<boolean>;

  /** Seconds by which the delivery that is longest due is late; 0 where none is. */
  abstract overdue(): Promise<number>;

  /**
   * Forgets deliveries, and their attempts, of which nothing has happened for `retention` seconds.
   * @returns how many, at most `limit`
   */
  abstract prune(retention: number, limit: number): Promise<number>;
}
