import type {
  CreatedKeyBody,
  DeadLetterListBody,
  KeyListBody,
  LeftoverListBody,
} from '@waybill/contracts';
import { ApiTransport, type CallOptions, type ConnectionOptions } from './http/api-transport.js';

/** Milliseconds. */
const LEFTOVERS_TIMEOUT = 120_000;

export interface LeftoverOptions extends CallOptions {
  readonly cursor?: string;
  /** Seconds; what is younger is left alone. A day when left out. */
  readonly grace?: number;
}

/** The calls that need an admin key. Every call throws WaybillError. */
export class WaybillAdminClient {
  readonly #transport: ApiTransport;

  constructor(options: ConnectionOptions) {
    this.#transport = new ApiTransport(options);
  }

  /**
   * Makes a key; it is shown this once. Not repeated after a broken connection, since the key may
   * have been made.
   */
  createKey(
    body: { readonly tenant?: string; readonly role?: 'tenant' | 'admin' },
    options: CallOptions = {},
  ): Promise<CreatedKeyBody> {
    return this.#transport.call({
      ...options,
      method: 'POST',
      path: '/v1/admin/keys',
      body,
      repeat: 'refused',
    });
  }

  listKeys(options: CallOptions & { readonly tenant?: string } = {}): Promise<KeyListBody> {
    const { tenant, ...call } = options;
    return this.#transport.call({
      ...call,
      method: 'GET',
      path: '/v1/admin/keys',
      query: { tenant },
    });
  }

  revokeKey(id: string, options: CallOptions = {}): Promise<void> {
    return this.#transport.call({
      ...options,
      method: 'DELETE',
      path: `/v1/admin/keys/${encodeURIComponent(id)}`,
    });
  }

  /** Storage events that could not be read, one page. */
  listDeadLetters(
    options: CallOptions & { readonly limit?: number; readonly cursor?: string } = {},
  ): Promise<DeadLetterListBody> {
    const { limit, cursor, ...call } = options;
    return this.#transport.call({
      ...call,
      method: 'GET',
      path: '/v1/admin/dead-letters',
      query: { limit, cursor },
    });
  }

  /** What lies in the store and belongs to no file that needs it, one page. Changes nothing. */
  listLeftovers(options: LeftoverOptions = {}): Promise<LeftoverListBody> {
    return this.#leftovers('GET', options);
  }

  /** Removes one page of leftovers; answers what it has removed. */
  removeLeftovers(options: LeftoverOptions = {}): Promise<LeftoverListBody> {
    return this.#leftovers('DELETE', options);
  }

  #leftovers(
    method: 'GET' | 'DELETE',
    { cursor, grace, ...call }: LeftoverOptions,
  ): Promise<LeftoverListBody> {
    // The store is listed for the answer, and may have much to list.
    return this.#transport.call({
      timeout: LEFTOVERS_TIMEOUT,
      ...call,
      method,
      path: '/v1/admin/leftovers',
      query: { cursor, grace },
    });
  }
}
