import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Config } from '@waybill/config';
import { createSigningClient } from '../client/create-s3-client.js';

/** Where a bucket is: a key's URL is `origin + basePath + '/' + encodedKey`. */
export interface StoreAddress {
  /** Scheme and host, with the port unless it is the scheme's own. */
  readonly origin: string;
  /** The Host header that a client will send. */
  readonly host: string;
  /**
   * What stands before each of our keys: `/bucket` for path style, then the prefix, without its last
   * slash. Empty for virtual-host style without a prefix.
   */
  readonly basePath: string;
}

/**
 * Asks the SDK's own endpoint rules, so that both signers name the same host: path style or virtual
 * host, AWS's partitions, buckets with dots, endpoints that are IP addresses or have a path.
 */
export function storeAddress(client: S3Client, config: S3Config): StoreAddress {
  const { url } = client.config.endpointProvider({
    Bucket: config.bucket,
    Region: config.region,
    Endpoint: config.publicEndpoint ?? config.endpoint,
    ForcePathStyle: config.forcePathStyle,
    UseFIPS: false,
    UseDualStack: false,
    Accelerate: false,
    UseGlobalEndpoint: false,
  });
  return {
    origin: `${url.protocol}//${url.host}`,
    host: url.host,
    basePath: (url.pathname === '/' ? '' : url.pathname) + pathOf(config.prefix),
  };
}

/** Scheme and host that clients send chunks to, e.g. for a page's policy. */
export function storeOrigin(config: S3Config): string {
  const client = createSigningClient(config);
  try {
    return storeAddress(client, config).origin;
  } finally {
    client.destroy();
  }
}

/** A prefix is made of what needs no encoding. */
function pathOf(prefix: string): string {
  return prefix === '' ? '' : `/${prefix.slice(0, -1)}`;
}
