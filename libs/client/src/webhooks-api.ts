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
import { ONCE, type ApiTransport, type CallOptions } from './http/api-transport.js';
import { eachItem, type PageOptions } from './http/pages.js';
import { pathOf } from './http/path-of.js';

const WEBHOOKS = '/v1/webhooks';

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
  create(body: CreateWebhookBody, options?: CallOptions): Promise<CreatedWebhookBody> {
    return this.#transport.post(WEBHOOKS, body, { ...options, ...ONCE });
  }

  /** One page, newest first. */
  list(options?: PageOptions): Promise<WebhookListBody> {
    return this.#transport.get(WEBHOOKS, options);
  }

  /** Every webhook, newest first. */
  all(options: CallOptions = {}): AsyncGenerator<WebhookBody, void, undefined> {
    return eachItem((cursor) => this.list({ ...options, cursor }));
  }

  get(id: string, options?: CallOptions): Promise<WebhookBody> {
    return this.#transport.get(pathOf(WEBHOOKS, id), options);
  }

  /** `status: 'active'` resumes a paused one: what waited is sent. */
  update(id: string, change: UpdateWebhookBody, options?: CallOptions): Promise<WebhookBody> {
    return this.#transport.patch(pathOf(WEBHOOKS, id), change, options);
  }

  remove(id: string, options?: CallOptions): Promise<void> {
    return this.#transport.delete(pathOf(WEBHOOKS, id), options);
  }

  /** @param overlap seconds for which the secret until now signs as well; a day when left out */
  rotateSecret(
    id: string,
    { overlap, ...call }: CallOptions & { readonly overlap?: number } = {},
  ): Promise<RotatedSecretBody> {
    return this.#transport.post(
      pathOf(WEBHOOKS, id, 'rotate-secret'),
      { overlap },
      { ...call, ...ONCE },
    );
  }

  /** Sends a `webhook.test`. */
  test(id: string, options?: CallOptions): Promise<DeliveryBody> {
    return this.#transport.post(pathOf(WEBHOOKS, id, 'test'), undefined, options);
  }

  /** One page of the delivery log, newest first. */
  deliveries(
    id: string,
    options?: PageOptions & { readonly status?: DeliveryBody['status'] },
  ): Promise<DeliveryListBody> {
    return this.#transport.get(pathOf(WEBHOOKS, id, 'deliveries'), options);
  }

  /** With each of its attempts. */
  delivery(id: string, deliveryId: string, options?: CallOptions): Promise<DeliveryDetailBody> {
    return this.#transport.get(pathOf(WEBHOOKS, id, 'deliveries', deliveryId), options);
  }

  redeliver(id: string, deliveryId: string, options?: CallOptions): Promise<DeliveryBody> {
    const path = pathOf(WEBHOOKS, id, 'deliveries', deliveryId, 'redeliver');
    return this.#transport.post(path, undefined, options);
  }
}
