import type { ChunkPut, StoreProfile } from '@waybill/domain';

/** Headers of a PUT: names in lower case and sorted, as SigV4 wants them. */
export interface PutHeaders {
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** Of what is a piece of a file: its bytes alone are of no type (RFC 9110, section 8.3). */
const NEUTRAL_TYPE = 'application/octet-stream';

/** `object`: PutObject, of a chunk or a whole file. `part`: UploadPart. */
export type PutKind = 'object' | 'part';

/**
 * What the client has to send with its bytes, all of it signed.
 *
 * - `content-length`: a pre-signed PUT bounds its size in no other way.
 * - `content-type`: some stores refuse one that was not signed (Ceph 20), and most clients send one.
 * - `if-none-match: *`: write-once, so that verified bytes cannot be swapped before assembly. Only
 *   PutObject has it; a part can always be written again.
 * - `sha256`: the checksum, with the algorithm beside it; Ceph 20 ignores the one without the other.
 * - `md5`: Ceph 16 to 18 ignore `x-amz-checksum-*`, but hold a body to its `content-md5` (RFC 1864)
 *   and, like every store that checks SigV4 payloads, to a signed `x-amz-content-sha256`.
 *
 * An object of which the client knows no SHA-256 is bound by its MD5 in both profiles.
 *
 * Parts are bound as in `md5` where the profile is `sha256`, too: S3 takes a part's checksum only in
 * an upload that was created with that algorithm, and then wants one from every part and again when
 * it is completed. `content-md5` and `x-amz-content-sha256` bind the same bytes with no such terms
 * (S3 API Reference, UploadPart).
 */
export function putHeaders(put: ChunkPut, profile: StoreProfile, kind: PutKind): PutHeaders {
  const names = ['content-length'];
  const values = [String(put.size)];
  const add = (name: string, value: string): void => {
    names.push(name);
    values.push(value);
  };
  const checksum = profile === 'sha256' && kind === 'object' && put.sha256 !== undefined;
  const payload = profile !== 'none' && !checksum;
  if (payload && put.md5 !== undefined) add('content-md5', base64(put.md5));
  add('content-type', put.contentType ?? NEUTRAL_TYPE);
  if (kind === 'object') add('if-none-match', '*');
  if (checksum) {
    add('x-amz-checksum-sha256', base64(put.sha256 ?? ''));
    add('x-amz-sdk-checksum-algorithm', 'SHA256');
  }
  if (payload && put.sha256 !== undefined) add('x-amz-content-sha256', put.sha256);
  return { names, values };
}

/** As the client gets them. */
export function headersOf({ names, values }: PutHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < names.length; index += 1)
    headers[names[index] ?? ''] = values[index] ?? '';
  return headers;
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
