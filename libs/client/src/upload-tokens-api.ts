import type {
  CreatedUploadTokenBody,
  CreateUploadTokenInput,
  UploadTokenBody,
  UploadTokenListBody,
} from '@waybill/contracts';
import { ONCE, type ApiTransport, type CallOptions } from './http/api-transport.js';
import { eachItem, type PageOptions } from './http/pages.js';
import { pathOf } from './http/path-of.js';

const TOKENS = '/v1/upload-tokens';

/** What browsers and others that are not trusted with a key upload by. Every call throws WaybillError. */
export class UploadTokensApi {
  readonly #transport: ApiTransport;

  constructor(transport: ApiTransport) {
    this.#transport = transport;
  }

  /**
   * The token is shown this once. Not repeated after a broken connection, since it may have been made.
   */
  create(body: CreateUploadTokenInput, options?: CallOptions): Promise<CreatedUploadTokenBody> {
    return this.#transport.post(TOKENS, body, { ...options, ...ONCE });
  }

  /** One page, newest first. */
  list(options?: PageOptions): Promise<UploadTokenListBody> {
    return this.#transport.get(TOKENS, options);
  }

  /** Every token, newest first, ended ones included. */
  all(options: CallOptions = {}): AsyncGenerator<UploadTokenBody, void, undefined> {
    return eachItem((cursor) => this.list({ ...options, cursor }));
  }

  get(id: string, options?: CallOptions): Promise<UploadTokenBody> {
    return this.#transport.get(pathOf(TOKENS, id), options);
  }

  /** The token that this client holds itself. */
  self(options?: CallOptions): Promise<UploadTokenBody> {
    return this.get('self', options);
  }

  /** The same token goes on, also after its end. @param expiresIn seconds from now; an hour when left out */
  renew(
    id: string,
    { expiresIn, ...call }: CallOptions & { readonly expiresIn?: number } = {},
  ): Promise<UploadTokenBody> {
    return this.#transport.post(pathOf(TOKENS, id, 'renew'), { expiresIn }, call);
  }

  /** For ever. */
  revoke(id: string, options?: CallOptions): Promise<void> {
    return this.#transport.delete(pathOf(TOKENS, id), options);
  }
}
