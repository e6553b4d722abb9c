import { WaybillClient, type Credential } from '@waybill/client';
import { Connection, SavedUploads, UploadQueue } from '@waybill/page-uploads';

export interface SessionOptions {
  /** Where the API is. */
  readonly endpoint: string;
  readonly credential: Credential;
  /** Whose unfinished uploads come back after a reload; nobody's where it is left out. */
  readonly keep?: string;
  readonly metadata: () => Readonly<Record<string, string>>;
}

/** The uploads of one element, and its way to one server. */
export class UploadSession {
  readonly connection: Connection;
  readonly queue: UploadQueue;
  readonly #end = new AbortController();

  constructor({ endpoint, credential, keep, metadata }: SessionOptions) {
    const url = new URL(endpoint || '/', location.href);
    this.connection = new Connection(url.origin);
    this.connection.watch(window, this.#end.signal);
    this.queue = new UploadQueue({
      client: new WaybillClient({ url: url.href, credential, fetch: this.connection.fetch }),
      connection: this.connection,
      saved:
        keep === undefined ? undefined : new SavedUploads('waybill-upload', `${url.href} ${keep}`),
      metadata,
    });
  }

  /** Stops what runs; the server keeps what was confirmed. */
  end(): void {
    this.#end.abort();
    this.queue.pauseAll();
  }
}
