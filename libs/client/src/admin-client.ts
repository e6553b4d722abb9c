import type {
  AuditListBody,
  CreateKeyInput,
  CreatedKeyBody,
  DeadLetterBody,
  DeadLetterListBody,
  DroppedLettersBody,
  KeyListBody,
  LeftoverListBody,
  LimitsBody,
  OverviewBody,
  ReplayedLetterBody,
  ReplayedLetterListBody,
  RotatedKeyBody,
  RotateKeyInput,
  TenantBody,
  TenantListBody,
  UpdateLimitsBody,
  UpdateTenantBody,
} from '@waybill/contracts';
import {
  ApiTransport,
  ONCE,
  type CallOptions,
  type ConnectionOptions,
} from './http/api-transport.js';
import { pathOf } from './http/path-of.js';

const KEYS = '/v1/admin/keys';
const TENANTS = '/v1/admin/tenants';
const OVERVIEW = '/v1/admin/overview';
const AUDIT = '/v1/audit';
const LETTERS = '/v1/admin/dead-letters';
const LEFTOVERS = '/v1/admin/leftovers';

/** Milliseconds: the store is listed for the answer, and may have much to list. */
const LEFTOVERS_TIMEOUT = 120_000;

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

/** Which entries; what is left out does not narrow. Times in RFC 3339. */
export interface AuditPageOptions extends CallOptions {
  readonly tenantId?: string;
  readonly actorId?: string;
  /** The `operationId` of a call. */
  readonly operation?: string;
  readonly resourceId?: string;
  /** Then or later. */
  readonly since?: string;
  /** Before then. */
  readonly until?: string;
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
  createKey(body: CreateKeyInput, options?: CallOptions): Promise<CreatedKeyBody> {
    return this.#transport.post(KEYS, body, { ...options, ...ONCE });
  }

  listKeys(options?: CallOptions & { readonly tenant?: string }): Promise<KeyListBody> {
    return this.#transport.get(KEYS, options);
  }

  /** A new key in place of one, shown this once; the old one works for a while. Not repeated either. */
  rotateKey(id: string, body: RotateKeyInput = {}, options?: CallOptions): Promise<RotatedKeyBody> {
    return this.#transport.post(pathOf(KEYS, id, 'rotate'), body, { ...options, ...ONCE });
  }

  revokeKey(id: string, options?: CallOptions): Promise<void> {
    return this.#transport.delete(pathOf(KEYS, id), options);
  }

  /** The tenants, newest first, one page. */
  listTenants(options?: TenantPageOptions): Promise<TenantListBody> {
    return this.#transport.get(TENANTS, options);
  }

  /** Shuts a tenant out with all its keys, or lets it in again. */
  updateTenant(id: string, body: UpdateTenantBody, options?: CallOptions): Promise<TenantBody> {
    return this.#transport.patch(pathOf(TENANTS, id), body, options);
  }

  /** Has a tenant deleted with everything of its own; there is no way back. */
  deleteTenant(id: string, options?: CallOptions): Promise<TenantBody> {
    return this.#transport.delete(pathOf(TENANTS, id), options);
  }

  /** What a tenant may have, and has. */
  getTenantLimits(id: string, options?: CallOptions): Promise<LimitsBody> {
    return this.#transport.get(pathOf(TENANTS, id, 'limits'), options);
  }

  /** What is left out stays; null is what the installation has by default. */
  updateTenantLimits(
    id: string,
    body: UpdateLimitsBody,
    options?: CallOptions,
  ): Promise<LimitsBody> {
    return this.#transport.patch(pathOf(TENANTS, id, 'limits'), body, options);
  }

  /** What a tenant's key may have, and has. */
  getKeyLimits(id: string, options?: CallOptions): Promise<LimitsBody> {
    return this.#transport.get(pathOf(KEYS, id, 'limits'), options);
  }

  /** As `updateTenantLimits`, of one key. */
  updateKeyLimits(id: string, body: UpdateLimitsBody, options?: CallOptions): Promise<LimitsBody> {
    return this.#transport.patch(pathOf(KEYS, id, 'limits'), body, options);
  }

  /** How the whole installation is: queues, processors, and what needs somebody. */
  overview(options?: CallOptions): Promise<OverviewBody> {
    return this.#transport.get(OVERVIEW, options);
  }

  /** Who did what, newest first, one page. */
  listAudit(options?: AuditPageOptions): Promise<AuditListBody> {
    return this.#transport.get(AUDIT, options);
  }

  /** Storage events that could not be read, one page. */
  listDeadLetters(options?: DeadLetterPageOptions): Promise<DeadLetterListBody> {
    return this.#transport.get(LETTERS, options);
  }

  /** One dead letter, with its whole body. */
  getDeadLetter(id: string, options?: CallOptions): Promise<DeadLetterBody> {
    return this.#transport.get(pathOf(LETTERS, id), options);
  }

  /** Sends a dead letter on its way again; it is gone once its events are safely queued. */
  replayDeadLetter(id: string, options?: CallOptions): Promise<ReplayedLetterBody> {
    return this.#transport.post(pathOf(LETTERS, id, 'replay'), undefined, { ...options, ...ONCE });
  }

  /** As `replayDeadLetter` for all that fit, oldest first, one page. */
  replayDeadLetters(options: DeadLetterPageOptions = {}): Promise<ReplayedLetterListBody> {
    const { signal, timeout, ...body } = options;
    return this.#transport.post(`${LETTERS}/replay`, body, { signal, timeout, ...ONCE });
  }

  /** Removes a dead letter, for good. */
  dropDeadLetter(id: string, options?: CallOptions): Promise<void> {
    return this.#transport.delete(pathOf(LETTERS, id), { ...options, ...ONCE });
  }

  /** Removes all dead letters that fit, for good: by at least one filter, or `all` and none. */
  dropDeadLetters(
    filter: DeadLetterFilter & { readonly all?: true },
    options?: CallOptions,
  ): Promise<DroppedLettersBody> {
    return this.#transport.post(`${LETTERS}/drop`, filter, options);
  }

  /** What lies in the store and belongs to no file that needs it, one page. Changes nothing. */
  listLeftovers(options?: LeftoverOptions): Promise<LeftoverListBody> {
    return this.#transport.get(LEFTOVERS, { timeout: LEFTOVERS_TIMEOUT, ...options });
  }

  /** Removes one page of leftovers; answers what it has removed. */
  removeLeftovers(options: RemoveLeftoversOptions = {}): Promise<LeftoverListBody> {
    const { signal, timeout = LEFTOVERS_TIMEOUT, ...query } = options;
    return this.#transport.delete(LEFTOVERS, { signal, timeout, query });
  }
}
