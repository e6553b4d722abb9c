import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { addressOf, retryAfterSeconds, withEitherSignal } from '@waybill/domain';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { EndpointSettings } from '../platform/settings.js';
import { AddressRefused, guardedLookup } from './guarded-lookup.js';
import { readBeginning } from './read-beginning.js';

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface CallResult {
  /** Absent where no answer came. */
  readonly statusCode?: number;
  /** The beginning of the answer's body. */
  readonly response?: string;
  /** Why no answer came; holds no address, since tenants see it. */
  readonly error?: string;
  /** Seconds that the answer's `Retry-After` asks for; 0 where there is none. */
  readonly retryAfter: number;
}

/** Connections to one endpoint that are kept for the next call. */
const IDLE_PER_HOST = 2;
const KEEP_ALIVE = { keepAlive: true, maxFreeSockets: IDLE_PER_HOST, timeout: 30_000 };

/**
 * Calls endpoints, which anybody may have named: only addresses that are allowed, no redirects, no
 * proxy of the environment, a deadline for the whole, and no more of an answer than is shown.
 */
@Injectable()
export class WebhookCaller implements OnApplicationShutdown {
  // Of our own, and not Node's global ones: each of their connections has passed the guard.
  private readonly http = new HttpAgent(KEEP_ALIVE);
  private readonly https = new HttpsAgent(KEEP_ALIVE);

  constructor(private readonly options: EndpointSettings) {}

  /**
   * Whatever the endpoint does is a result.
   * @throws the reason of `signal`
   */
  async call(call: WebhookCall, signal: AbortSignal): Promise<CallResult> {
    const deadline = AbortSignal.timeout(this.options.timeoutMs);
    try {
      return await withEitherSignal([signal, deadline], async (either) => {
        const response = await this.send(call, either);
        return {
          statusCode: response.statusCode,
          response: await readBeginning(response),
          retryAfter: retryAfterSeconds(response.headers['retry-after'], new Date()),
        };
      });
    } catch (error) {
      signal.throwIfAborted();
      const seconds = this.options.timeoutMs / 1_000;
      const late = deadline.aborted ? `no answer within ${seconds} s` : undefined;
      return { error: late ?? why(error), retryAfter: 0 };
    }
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  onApplicationShutdown(): void {
    this.close();
  }

  private async send(call: WebhookCall, signal: AbortSignal): Promise<IncomingMessage> {
    const { addresses, allowHttp, resolve } = this.options;
    const url = new URL(call.url);
    const secure = url.protocol === 'https:';
    if (!secure && !allowHttp) throw new AddressRefused('Only https is allowed.');
    // An address in place of a name is never looked up.
    const address = addressOf(url.hostname);
    if (address !== undefined && !addresses.allows(address)) {
      throw new AddressRefused('The address is not one that webhooks may be sent to.');
    }
    return new Promise((fulfil, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        headers: { ...call.headers, 'content-length': Buffer.byteLength(call.body) },
        agent: secure ? this.https : this.http,
        lookup: guardedLookup(addresses, resolve),
        signal,
      });
      request.on('response', fulfil);
      request.on('error', reject);
      request.end(call.body);
    });
  }
}

/** Messages of sockets name the address: the code is enough. */
function why(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? 'the connection failed' : `the connection failed: ${code}`;
}
