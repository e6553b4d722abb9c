import type { ChunkContent } from '../source/chunk-content.js';

export interface PutRequest {
  readonly url: string;
  /** Exactly what was signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: ChunkContent;
  readonly signal: AbortSignal;
  /** Told as bytes leave, where the platform can see that. */
  readonly onBytes?: (bytes: number) => void;
}

/** What the store said. */
export interface PutAnswer {
  readonly status: number;
  /** Without quotes. */
  readonly etag?: string;
  /** Encrypted with a key of KMS or of the client: the ETag is no MD5. Undefined: cannot be seen. */
  readonly encrypted?: boolean;
  /** `Code` and `Message` of S3's error document. */
  readonly storeCode?: string;
  readonly storeMessage?: string;
  /** Milliseconds. */
  readonly retryAfter?: number;
}

/**
 * Sends one chunk; answers whatever the store answered.
 * @throws WaybillError connection_failed, timeout; the reason of the signal
 */
export type PutChunk = (request: PutRequest) => Promise<PutAnswer>;

/** Reads an answer's parts, however the platform gives them. */
export function putAnswer(
  status: number,
  header: (name: string) => string | undefined,
  body: string,
  allHeadersSeen: boolean,
): Omit<PutAnswer, 'retryAfter'> {
  const kms = header('x-amz-server-side-encryption')?.startsWith('aws:kms') === true;
  const customer = header('x-amz-server-side-encryption-customer-algorithm') !== undefined;
  return {
    status,
    etag: header('etag')?.replace(/^W\//u, '').replaceAll('"', ''),
    encrypted: kms || customer || (allHeadersSeen ? false : undefined),
    storeCode: /<Code>([^<]*)<\/Code>/u.exec(body)?.[1],
    storeMessage: /<Message>([^<]*)<\/Message>/u.exec(body)?.[1],
  };
}

/**
 * Milliseconds that one chunk may take in all: a minute, and the time at 64 KiB/s, below which
 * a connection is taken for dead.
 */
export function putDeadline(size: number): number {
  return 60_000 + (size / (64 * 1024)) * 1000;
}
