import { isTransient, WaybillError } from '../errors.js';
import { CredentialHolder, type Credential } from './credential.js';
import { withDeadline } from './deadline.js';
import { errorFromResponse } from './problem.js';
import { retrying, type RetryPolicy } from './retry.js';

export interface ConnectionOptions {
  /** Where the API is, e.g. `https://uploads.example.com`; a path in it is kept as a prefix. */
  readonly url: string;
  /**
   * A key, a JWT or an upload token, or a function that fetches one: it is called again when the one
   * before has ended. Left out in a page that has signed in by `POST /v1/session`: the browser sends
   * its cookie.
   */
  readonly credential?: Credential;
  /** The same, as a key alone. */
  readonly apiKey?: string;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Milliseconds that one attempt of a call may take; 30,000 when left out. */
  readonly timeout?: number;
  /** How calls are tried again; five times over about ten seconds when left out. */
  readonly retry?: Partial<RetryPolicy>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds for one attempt. */
  readonly timeout?: number;
}

export interface ApiCall extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base URL, from `/v1`; each segment encoded already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** `refused`: repeat only what the server certainly did not do (429, 503). */
  readonly repeat?: 'always' | 'refused';
}

type CallDetails = Omit<ApiCall, 'method' | 'path' | 'body'>;

/** What may have been done although no answer came is not tried again. */
export const ONCE = { repeat: 'refused' } as const;

const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_RETRY: RetryPolicy = { retries: 5, minTimeout: 250, maxTimeout: 5_000 };

/** Speaks HTTP to the API: key, deadlines, retries, problem details. */
export class ApiTransport {
  readonly #base: string;
  readonly #fetch: typeof fetch;
  readonly #retry: RetryPolicy;
  readonly #credential: CredentialHolder;

  constructor(private readonly options: ConnectionOptions) {
    this.#base = options.url.replace(/\/+$/u, '');
    // Bound, because browsers refuse a fetch that is called as a method of something else.
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
    this.#credential = new CredentialHolder(options.credential ?? options.apiKey);
  }

  /**
   * Answers the parsed body, or undefined for 204.
   * @throws WaybillError
   */
  call<T>(call: ApiCall): Promise<T> {
    const repeatable = (error: Error) =>
      isTransient(error) &&
      (call.repeat !== 'refused' || error.status === 429 || error.status === 503);
    const attempt = () =>
      withDeadline(call.timeout ?? this.options.timeout ?? DEFAULT_TIMEOUT, call.signal, (signal) =>
        this.#attempt<T>({ ...call, signal }),
      );
    return retrying(attempt, this.#retry, repeatable, call.signal);
  }

  /** As `call`: what `options` has beside a call's own is the query. */
  get<T>(path: string, options: CallOptions = {}): Promise<T> {
    const { signal, timeout, ...query } = options;
    return this.call({ signal, timeout, method: 'GET', path, query });
  }

  post<T>(path: string, body?: unknown, options: CallDetails = {}): Promise<T> {
    return this.call({ ...options, method: 'POST', path, body });
  }

  patch<T>(path: string, body: unknown, options: CallDetails = {}): Promise<T> {
    return this.call({ ...options, method: 'PATCH', path, body });
  }

  delete<T = void>(path: string, options: CallDetails = {}): Promise<T> {
    return this.call({ ...options, method: 'DELETE', path });
  }

  /**
   * One attempt; the body of a 2xx answer is left to the caller.
   * @throws WaybillError
   */
  async open(call: ApiCall): Promise<Response> {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) query.set(key, String(value));
    }
    const url = `${this.#base}${call.path}${query.size > 0 ? `?${query.toString()}` : ''}`;
    const credential = await this.#credential.current();
    let response = await this.#send(url, call, credential);
    if (response.status === 401 && this.#credential.renewable) {
      await response.body?.cancel();
      response = await this.#send(url, call, await this.#credential.after(credential));
    }
    if (!response.ok) throw await errorFromResponse(response);
    return response;
  }

  async #attempt<T>(call: ApiCall): Promise<T> {
    const response = await this.open(call);
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw call.signal?.aborted
        ? error
        : new WaybillError('connection_failed', `The answer of ${this.#base} broke off.`, {
            cause: error,
          });
    }
  }

  async #send(url: string, call: ApiCall, credential: string | undefined): Promise<Response> {
    try {
      return await this.#fetch(url, {
        method: call.method,
        signal: call.signal,
        headers: {
          ...credentials(credential),
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
      });
    } catch (error) {
      call.signal?.throwIfAborted();
      throw new WaybillError('connection_failed', `Cannot reach ${this.#base}: ${why(error)}.`, {
        cause: error,
      });
    }
  }
}

/** Without a credential, what tells a call by cookie from one that another site's page has forged. */
function credentials(credential: string | undefined): Record<string, string> {
  return credential === undefined
    ? { 'x-waybill-session': '1' }
    : { authorization: `Bearer ${credential}` };
}

/** Node's fetch hides the reason in `cause`, which for several addresses has only a code. */
function why(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { message, code } = cause as { message?: string; code?: string };
  return message || code || String(error);
}
