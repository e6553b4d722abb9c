import type { S3Config } from '@waybill/config';
import { createSigningClient } from '../client/create-s3-client.js';
import { storeAddress } from '../signing/store-address.js';

/** What the headers of any of our PUTs can be (put-headers.ts), but for those that a page may always send. */
const SENT = [
  'content-md5',
  'content-type',
  'if-none-match',
  'x-amz-checksum-sha256',
  'x-amz-content-sha256',
  'x-amz-sdk-checksum-algorithm',
];

/** Milliseconds. */
const TIMEOUT = 5_000;

/** Stands for any origin where pages of all may call. */
const ANY = 'https://any.invalid';

export interface CorsGap {
  readonly origin: string;
  /** What the bucket does not do for pages of this origin, in words. */
  readonly missing: readonly string[];
}

/**
 * Asks the store as a browser would before a PUT of a page of each origin.
 * @param origins as in `WAYBILL_CORS_ORIGINS`
 * @returns those for which the bucket's CORS rules do not suffice
 * @throws where the store does not answer
 */
export async function findCorsGaps(
  config: S3Config,
  origins: readonly string[],
): Promise<readonly CorsGap[]> {
  const client = createSigningClient(config);
  // The rules are the bucket's, whoever asks; the name that clients use may not be known here.
  const { origin: store, basePath } = storeAddress(client, {
    ...config,
    publicEndpoint: undefined,
  });
  client.destroy();
  const url = `${store}${basePath}/uploads/cors`;
  const gaps = await Promise.all(
    origins.map(async (origin) => {
      const missing = await missingFor(url, origin === '*' ? ANY : origin);
      return { origin, missing };
    }),
  );
  return gaps.filter(({ missing }) => missing.length > 0);
}

/** The command that sets rules by which pages of these origins can send chunks. */
export function corsCommand({ endpoint, bucket }: S3Config, origins: readonly string[]): string {
  const rule = {
    AllowedOrigins: origins,
    AllowedMethods: ['PUT', 'GET', 'HEAD'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 3_600,
  };
  const at = endpoint === undefined ? '' : ` --endpoint-url ${endpoint}`;
  return (
    `aws s3api put-bucket-cors${at} --bucket ${bucket} ` +
    `--cors-configuration '${JSON.stringify({ CORSRules: [rule] })}'`
  );
}

async function missingFor(url: string, origin: string): Promise<string[]> {
  const preflight = await ask(url, 'OPTIONS', {
    origin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': SENT.join(','),
  });
  const allowed = listOf(preflight, 'allow-origin');
  if (!preflight.ok || !(allowed.includes('*') || allowed.includes(origin.toLowerCase()))) {
    return ['a PUT from this origin'];
  }
  const headers = listOf(preflight, 'allow-headers');
  const refused = headers.includes('*') ? [] : SENT.filter((name) => !headers.includes(name));
  return [
    ...(listOf(preflight, 'allow-methods').includes('put') ? [] : ['the method PUT']),
    ...refused.map((name) => `the header ${name}`),
    ...((await exposesEtag(url, origin, preflight)) ? [] : ['ETag, exposed to the page']),
  ];
}

/** Not every store says it in a preflight, as none has to. */
async function exposesEtag(url: string, origin: string, preflight: Response): Promise<boolean> {
  const said = [...listOf(preflight, 'expose-headers')];
  if (said.length === 0) said.push(...listOf(await ask(url, 'GET', { origin }), 'expose-headers'));
  return said.includes('etag') || said.includes('*');
}

async function ask(
  url: string,
  method: string,
  headers: Record<string, string>,
): Promise<Response> {
  const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(TIMEOUT) });
  await response.body?.cancel();
  return response;
}

function listOf({ headers }: Response, name: string): string[] {
  const value = headers.get(`access-control-${name}`) ?? '';
  return value.split(',').map((item) => item.trim().toLowerCase());
}
