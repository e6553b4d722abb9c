import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { DomainError } from '@waybill/domain';

/** What a store says to a request that nobody has tidied up for it. */
export interface StoreAnswer {
  readonly status: number;
  /** S3's error code; empty where the answer has none. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RawRequest {
  readonly method: 'PUT' | 'GET';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * Sends exactly these headers, as an attacker would: `fetch` adds to them, and sends no body without
 * its length. Follows no redirect.
 * @param timeoutMs milliseconds, for the whole exchange
 * @throws DomainError store_unavailable where there is no answer
 */
export async function sendRaw(raw: RawRequest, timeoutMs: number): Promise<StoreAnswer> {
  const { method, url, headers = {}, body } = raw;
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  try {
    return await new Promise<StoreAnswer>((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const outgoing = request(url, { method, headers, agent: false, signal }, (incoming) => {
        const read = async (): Promise<StoreAnswer> => {
          const said = await text(incoming);
          const code = /<Code>([^<]*)<\/Code>/u.exec(said)?.[1] ?? '';
          return { status: incoming.statusCode ?? 0, code, headers: incoming.headers, body: said };
        };
        read().then(resolve, reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  } catch (error) {
    throw unprovable(error instanceof Error ? error.message : String(error));
  }
}

/** `403 AccessDenied`: a status alone says too little, since some servers answer 400 to everything. */
export function answered({ status, code }: StoreAnswer): string {
  return `${status} ${code}`.trim();
}

export function taken({ status }: StoreAnswer): boolean {
  return status >= 200 && status < 300;
}

/** @returns the error for a store of which nothing could be found out */
export function unprovable(why: string): DomainError {
  return new DomainError(
    'store_unavailable',
    `What the store enforces could not be tried: ${why}.`,
  );
}
