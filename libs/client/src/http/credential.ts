import { WaybillError } from '../errors.js';

/**
 * A key, a JWT or an upload token; or what gives one, which is called for the first request, and again
 * when the server refuses the one before.
 */
export type Credential = string | (() => string | Promise<string>);

/** What requests are signed with, fetched once for all that ask at the same time. */
export class CredentialHolder {
  #current: Promise<string> | undefined;

  constructor(private readonly credential: Credential | undefined) {}

  /** Whether there may be another one than what was refused. */
  get renewable(): boolean {
    return typeof this.credential === 'function';
  }

  /**
   * Undefined where there is none: the browser sends its cookie.
   * @throws WaybillError credential_unavailable, connection_failed
   */
  async current(): Promise<string | undefined> {
    const { credential } = this;
    if (typeof credential !== 'function') return credential;
    const fetched = (this.#current ??= fetchFrom(credential));
    try {
      return await fetched;
    } catch (error) {
      // The next request asks again.
      if (this.#current === fetched) this.#current = undefined;
      throw error;
    }
  }

  /** One after this, which the server has refused. @throws as `current` does */
  async after(refused: string | undefined): Promise<string | undefined> {
    const before = this.#current;
    // Another call may have fetched the next one meanwhile.
    if ((await before) === refused && this.#current === before) this.#current = undefined;
    return this.current();
  }
}

async function fetchFrom(give: () => string | Promise<string>): Promise<string> {
  try {
    return await give();
  } catch (error) {
    if (error instanceof WaybillError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    // What fetch throws where no answer came: that passes.
    if (error instanceof TypeError) {
      throw new WaybillError('connection_failed', `No credential could be fetched: ${message}`, {
        cause: error,
      });
    }
    throw new WaybillError('credential_unavailable', `There is no credential: ${message}`, {
      cause: error,
    });
  }
}
