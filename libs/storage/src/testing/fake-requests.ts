import { createHash } from 'node:crypto';
import { fakeObject, type FakeBucket, type FakeGrant } from './fake-bucket.js';

export interface StoreRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface StoreResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Answers a request made with a pre-signed URL as S3 would. */
export function answer(bucket: FakeBucket, request: StoreRequest): StoreResponse {
  const grant = bucket.grants.get(request.url);
  if (bucket.down) return empty(503);
  if (grant?.method !== request.method || grant.expiresAt <= bucket.now()) return empty(403);
  const signed = Object.entries(grant.headers);
  if (signed.some(([name, value]) => request.headers[name] !== value)) return empty(403);
  return grant.method === 'PUT' ? put(bucket, grant, request) : get(bucket, grant);
}

function put(bucket: FakeBucket, grant: FakeGrant, request: StoreRequest): StoreResponse {
  const body = request.body ?? new Uint8Array();
  if (String(body.length) !== grant.headers['content-length']) return empty(403);
  if (!digestsMatch(grant.headers, body)) return empty(400);
  if (grant.part !== undefined) return putPart(bucket, grant.key, grant.part, body);
  if (grant.headers['if-none-match'] === '*' && bucket.objects.has(grant.key)) return empty(412);
  return empty(200, { etag: `"${bucket.put(grant.key, body, typeOf(request)).etag}"` });
}

function typeOf({ headers }: StoreRequest): Readonly<Record<string, string>> {
  const type = headers['content-type'];
  return type === undefined ? {} : { 'content-type': type };
}

function putPart(
  bucket: FakeBucket,
  key: string,
  { uploadId, number }: NonNullable<FakeGrant['part']>,
  body: Uint8Array,
): StoreResponse {
  const upload = bucket.upload(key, uploadId);
  if (!upload) return empty(404);
  const part = fakeObject(body);
  upload.parts.set(number, part);
  return empty(200, { etag: `"${part.etag}"` });
}

function get(bucket: FakeBucket, grant: FakeGrant): StoreResponse {
  const object = bucket.objects.get(grant.key);
  if (!object) return empty(404);
  const headers = { ...object.headers, etag: `"${object.etag}"`, ...grant.responseHeaders };
  return { status: 200, headers, body: object.body };
}

function digestsMatch(headers: Readonly<Record<string, string>>, body: Uint8Array): boolean {
  const digest = (algorithm: string): Buffer => createHash(algorithm).update(body).digest();
  const expected = [
    [headers['content-md5'], () => digest('md5').toString('base64')],
    [headers['x-amz-checksum-sha256'], () => digest('sha256').toString('base64')],
    [headers['x-amz-content-sha256'], () => digest('sha256').toString('hex')],
  ] as const;
  return expected.every(([declared, actual]) => declared === undefined || declared === actual());
}

function empty(status: number, headers: Readonly<Record<string, string>> = {}): StoreResponse {
  return { status, headers, body: new Uint8Array() };
}
