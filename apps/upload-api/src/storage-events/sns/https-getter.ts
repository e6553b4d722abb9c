import type { IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';

export interface HttpsGetterOptions {
  /** Milliseconds for all of it, from the look-up of the name to the last byte. */
  readonly deadlineMs: number;
  /** Bytes of the body, at most. */
  readonly maxBytes: number;
  /** Where names lead to, and whom to trust: for a test with a server of its own. */
  readonly connection?: Pick<RequestOptions, 'lookup' | 'port' | 'ca'>;
}

export interface HttpsAnswer {
  readonly status: number;
  readonly body: string;
}

/** One small GET over HTTPS. Follows no redirect and trusts no proxy of the environment. */
export class HttpsGetter {
  constructor(private readonly options: HttpsGetterOptions) {}

  /** @throws Error where there is no answer in time, or one that is too large */
  async get(url: URL): Promise<HttpsAnswer> {
    const response = await this.send(url, AbortSignal.timeout(this.options.deadlineMs));
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of response as AsyncIterable<Buffer>) {
      size += piece.length;
      // To leave the loop closes the connection.
      if (size > this.options.maxBytes)
        throw new Error(`More than ${this.options.maxBytes} bytes.`);
      pieces.push(piece);
    }
    return { status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString() };
  }

  private send(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      request(url, { ...this.options.connection, agent: false, signal }, resolve)
        .on('error', reject)
        .end();
    });
  }
}
