import type {
  CreatedWebhookBody,
  CreateWebhookBody,
  DeliveryBody,
  DeliveryDetailBody,
  DeliveryListBody,
  RotatedSecretBody,
  UpdateWebhookBody,
  WebhookBody,
  WebhookListBody,
} from '@waybill/contracts';
import type { ApiTransport, CallOptions } from './http/api-transport.js';
import { eachItem, type PageOptions } from './http/pages.js';

/** Where the tenant's events are sent to. Every call throws WaybillError. */
export class WebhooksApi {
  readonly #transport: ApiTransport;

  constructor(transport: ApiTransport) {
    this.#transport = transport;
  }

  /**
   * The secret is shown this once. Not repeated after a broken connection, since the webhook may
   * have been made.
   */
  create(body: CreateWebhookBody, options: CallOptions = {}): Promise<CreatedWebhookBody> {
    return this.#transport.call({
      ...options,
      method: 'POST',
      path: '/v1/webhooks',
      body,
      repeat: 'refused',
    });
  }

  /** One page, newest first. */
  list({ limit, cursor, ...call }: PageOptions = {}): Promise<WebhookListBody> {
    return this.#transport.call({
      ...call,
      method: 'GET',
      path: '/v1/webhooks',
      query: { limit, cursor },
    });
  }

  /** Every webhook, newest first. */
  all(options: CallOptions = {}): AsyncGenerator<WebhookBody, void, undefined> {
    return eachItem((cursor) => this.list({ ...options, cursor }));
  }

  get(id: string, options: CallOptions = {}): Promise<WebhookBody> {
    return this.#transport.call({ ...options, method: 'GET', path: pathOf(id) });
  }

  /** `status: 'active'` resumes a paused one: what waited is sent. */
  update(id: string, change: UpdateWebhookBody, options: CallOptions = {}): Promise<WebhookBody> {
    return this.#transport.call({ ...options, method: 'PATCH', path: pathOf(id), body: change });
  }

  remove(id: string, options: CallOptions = {}): Promise<void> {
    return this.#transport.call({ ...options, method: 'DELETE', path: pathOf(id) });
  }

  /** @param overlap seconds for which the secret until now signs as well; a day when left out */
  rotateSecret(
    id: string,
    { overlap, ...call }: CallOptions & { readonly overlap?: number } = {},
  ): Promise<RotatedSecretBody> {
    return this.#transport.call({
      ...call,
      method: 'POST',
      path: pathOf(id, 'rotate-secret'),
      body: overlap === undefined ? {} : { overlap },
      repeat: 'refused',
    });
  }

  /** Sends a `webhook.test`. */
  test(id: string, options: CallOptions = {}): Promise<DeliveryBody> {
    return this.#transport.call({ ...options, method: 'POST', path: pathOf(id, 'test') });
  }

  /** One page of the delivery log, newest first. */
  deliveries(
    id: string,
    options: PageOptions & { readonly status?: DeliveryBody['status'] } = {},
  ): Promise<DeliveryListBody> {
    const { status, limit, cursor, ...call } = options;
    return this.#transport.call({
      ...call,
      method: 'GET',
      path: pathOf(id, 'deliveries'),
      query: { status, limit, cursor },
    });
  }

  /** With each of its attempts. */
  delivery(id: string, deliveryId: string, options: CallOptions = {}): Promise<DeliveryDetailBody> {
    return this.#transport.call({
      ...options,
      method: 'GET',
      path: pathOf(id, 'deliveries', deliveryId),
    });
  }

  redeliver(id: string, deliveryId: string, options: CallOptions = {}): Promise<DeliveryBody> {
    return this.#transport.call({
      ...options,
      method: 'POST',
      path: pathOf(id, 'deliveries', deliveryId, 'redeliver'),
    });
  }
}

function pathOf(id: string, ...rest: readonly string[]): string {
  return ['/v1/webhooks', ...[id, ...rest].map(encodeURIComponent)].join('/');
}
