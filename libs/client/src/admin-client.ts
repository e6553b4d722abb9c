import type {
  CreateKeyInput,
  CreatedKeyBody,
  DeadLetterBody,
  DeadLetterListBody,
  DroppedLettersBody,
  KeyListBody,
  LeftoverListBody,
  ReplayedLetterBody,
  ReplayedLetterListBody,
  RotatedKeyBody,
  RotateKeyInput,
  TenantBody,
  TenantListBody,
  UpdateTenantBody,
} from '@waybill/contracts';
import { ApiTransport, type CallOptions, type ConnectionOptions } from './http/api-transport.js';

/** Milliseconds. */
const LEFTOVERS_TIMEOUT = 120_000;

const LETTERS = '/v1/admin/dead-letters';

function letterPath(id: string): string {
  return `${LETTERS}/${encodeURIComponent(id)}`;
}

export interface LeftoverOptions extends CallOptions {
  readonly cursor?: string;
  /** Seconds; what is younger is left alone. A day when left out. */
  readonly grace?: number;
}

export interface RemoveLeftoversOptions extends LeftoverOptions {
  /** `remove` takes finished objects too whose rows may have been lost; `keep` when left out. */
  readonly finals?: 'keep' | 'remove';
}

/** Which dead letters; what is left out does not narrow. Times in RFC 3339. */
export interface DeadLetterFilter {
  readonly reason?: string;
  readonly source?: string;
  /** Last seen then or later. */
  readonly since?: string;
  /** Last seen before then. */
  readonly before?: string;
}

export interface DeadLetterPageOptions extends CallOptions, DeadLetterFilter {
  readonly limit?: number;
  readonly cursor?: string;
}

export interface TenantPageOptions extends CallOptions {
  /** Only the one of this name. */
  readonly name?: string;
  readonly limit?: number;
  readonly cursor?: string;
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
  createKey(body: CreateKeyInput, options: CallOptions = {}): Promise<CreatedKeyBody> {
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

  /** A new key in place of one, shown this once; the old one works for a while. Not repeated either. */
  rotateKey(
    id: string,
    body: RotateKeyInput = {},
    options: CallOptions = {},
  ): Promise<RotatedKeyBody> {
    return this.#transport.call({
      ...options,
      method: 'POST',
      path: `/v1/admin/keys/${encodeURIComponent(id)}/rotate`,
      body,
      repeat: 'refused',
    });
  }

  revokeKey(id: string, options: CallOptions = {}): Promise<void> {
    return this.#transport.call({
      ...options,
      method: 'DELETE',
      path: `/v1/admin/keys/${encodeURIComponent(id)}`,
    });
  }

  /** The tenants, newest first, one page. */
  listTenants(options: TenantPageOptions = {}): Promise<TenantListBody> {
    const { name, limit, cursor, ...call } = options;
    return this.#transport.call({
      ...call,
      method: 'GET',
      path: '/v1/admin/tenants',
      query: { name, limit, cursor },
    });
  }

  /** Shuts a tenant out with all its keys, or lets it in again. */
  updateTenant(id: string, body: UpdateTenantBody, options: CallOptions = {}): Promise<TenantBody> {
    return this.#transport.call({
      ...options,
      method: 'PATCH',
      path: `/v1/admin/tenants/${encodeURIComponent(id)}`,
      body,
    });
  }

  /** Storage events that could not be read, one page. */
  listDeadLetters(options: DeadLetterPageOptions = {}): Promise<DeadLetterListBody> {
    const { signal, timeout, ...query } = options;
    return this.#transport.call({
      signal,
      timeout,
      method: 'GET',
      path: LETTERS,
      query: { ...query },
    });
  }

  /** One dead letter, with its whole body. */
  getDeadLetter(id: string, options: CallOptions = {}): Promise<DeadLetterBody> {
    return this.#transport.call({ ...options, method: 'GET', path: letterPath(id) });
  }

  /** Sends a dead letter on its way again; it is gone once its events are safely queued. */
  replayDeadLetter(id: string, options: CallOptions = {}): Promise<ReplayedLetterBody> {
    return this.#transport.call({
      ...options,
      method: 'POST',
      path: `${letterPath(id)}/replay`,
      repeat: 'refused',
    });
  }

  /** As `replayDeadLetter` for all that fit, oldest first, one page. */
  replayDeadLetters(options: DeadLetterPageOptions = {}): Promise<ReplayedLetterListBody> {
    const { signal, timeout, ...body } = options;
    return this.#transport.call({
      signal,
      timeout,
      method: 'POST',
      path: `${LETTERS}/replay`,
      body,
      repeat: 'refused',
    });
  }

  /** Removes a dead letter, for good. */
  dropDeadLetter(id: string, options: CallOptions = {}): Promise<void> {
    return this.#transport.call({
      ...options,
      method: 'DELETE',
      path: letterPath(id),
      repeat: 'refused',
    });
  }

  /** Removes all dead letters that fit, for good: by at least one filter, or `all` and none. */
  dropDeadLetters(
    filter: DeadLetterFilter & { readonly all?: true },
    options: CallOptions = {},
  ): Promise<DroppedLettersBody> {
    return this.#transport.call({
      ...options,
      method: 'POST',
      path: `${LETTERS}/drop`,
      body: filter,
    });
  }

  /** What lies in the store and belongs to no file that needs it, one page. Changes nothing. */
  listLeftovers(options: LeftoverOptions = {}): Promise<LeftoverListBody> {
    return this.#leftovers('GET', options);
  }

  /** Removes one page of leftovers; answers what it has removed. */
  removeLeftovers(options: RemoveLeftoversOptions = {}): Promise<LeftoverListBody> {
    return this.#leftovers('DELETE', options);
  }

  #leftovers(
    method: 'GET' | 'DELETE',
    { cursor, grace, finals, ...call }: RemoveLeftoversOptions,
  ): Promise<LeftoverListBody> {
    // The store is listed for the answer, and may have much to list.
    return this.#transport.call({
      timeout: LEFTOVERS_TIMEOUT,
      ...call,
      method,
      path: '/v1/admin/leftovers',
      query: { cursor, grace, finals },
    });
  }
}
