import {
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { getSignedUrl, S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from '@jest/globals';
import type { S3Config } from '@waybill/config';
import fc from 'fast-check';
import { createS3Client } from '../client/create-s3-client.js';
import { StoreClock } from '../client/store-clock.js';
import { createPresigner } from '../object-store.js';
import { encodeKey } from './encode.js';
import { Presigner } from './presigner.js';
import { PutSigner } from './put-signer.js';
import { S3PartUrlSigner } from './s3-part-url-signer.js';
import { SigningKeys } from './signing-key.js';
import { storeAddress } from './store-address.js';

// The SDK's signer is the reference: other code, other authors, the same specification.

const BASE: Omit<S3Config, 'credentials' | 'region' | 'bucket' | 'prefix' | 'forcePathStyle'> = {
  connectTimeoutMs: 1_000,
  requestTimeoutMs: 1_000,
  copyTimeoutMs: 1_000,
};

const hostileSegment = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    ' ',
    '+',
    '%',
    '%2F',
    '%25',
    "'",
    '"',
    '*',
    '!',
    '(x)',
    '~',
    '&=?#',
  ),
  fc.constantFrom(
    'é',
    'ü/ß',
    '日本語',
    '👩‍👩‍👧',
    '\u0000',
    '\n',
    '\\',
    '\u200f',
    '<>',
    '{}|^`',
    ';:@,$',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => text.isWellFormed()),
);
const hostileKey = fc
  .array(hostileSegment, { minLength: 1, maxLength: 6 })
  .map((segments) => segments.join('/'))
  .filter((key) => key !== '');

const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
const credentials = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/u),
    secretAccessKey: text,
    sessionToken: fc.base64String({ minLength: 4, maxLength: 400 }),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);
const config: fc.Arbitrary<S3Config> = fc
  .record({
    credentials,
    region: fc.constantFrom('us-east-1', 'eu-central-1', 'cn-north-1', 'us-gov-west-1', 'default'),
    bucket: fc.constantFrom('bucket', 'my-bucket-1', 'dots.in.name'),
    prefix: fc.constantFrom('', 'waybill/', 'a/b.c/'),
    forcePathStyle: fc.boolean(),
    endpoint: fc.constantFrom(
      undefined,
      'https://s3.example.com',
      'http://127.0.0.1:7480',
      'http://store.local:80/base/',
      'https://[::1]:9000',
    ),
  })
  .map((values) => ({ ...BASE, ...values }));

const date = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((value) => new Date(Math.floor(value.getTime() / 1000) * 1000));
const expiresIn = fc.integer({ min: 1, max: 604_800 });
// Not `__proto__`: the SDK loses it on the way.
const queryName = fc
  .oneof(fc.constantFrom('partNumber', 'uploadId', 'x-id', 'versionId', 'a b', 'ä'), text)
  .filter((name) => name !== '__proto__');
const query = fc.dictionary(queryName, fc.oneof(text, hostileSegment), {
  maxKeys: 4,
  noNullPrototype: true,
});
const headers = fc.dictionary(
  fc.constantFrom(
    'content-length',
    'content-md5',
    'if-none-match',
    'x-amz-checksum-sha256',
    'x-amz-sdk-checksum-algorithm',
    'x-amz-meta-note',
    'x-amz-acl',
    'a-first',
    'zz-last',
  ),
  fc.oneof(text, fc.constantFrom('*', ' two  blanks ', '1 2   3', '"quoted"')),
  { maxKeys: 5, noNullPrototype: true },
);

/** Name and value of every query parameter, and what stands before them. */
function taken(url: string): { path: string; parameters: Record<string, string> } {
  const at = url.indexOf('?');
  const pairs = url.slice(at + 1).split('&');
  return {
    path: url.slice(0, at),
    parameters: Object.fromEntries(
      pairs.map((pair) => pair.split('=', 2).map((part) => decodeURIComponent(part))),
    ) as Record<string, string>,
  };
}

describe('Presigner', () => {
  it('signs as the SDK does, whatever key, query, headers, credentials and time', async () => {
    await fc.assert(
      fc.asyncProperty(
        config,
        hostileKey,
        query,
        headers,
        date,
        expiresIn,
        fc.constantFrom('GET', 'PUT', 'DELETE'),
        async (s3, key, parameters, sent, signingDate, life, method) => {
          const client = createS3Client(s3);
          const address = storeAddress(client, s3);
          const ours = taken(
            createPresigner(s3).presign({
              method,
              key,
              query: parameters,
              headers: sent,
              expiresIn: life,
              date: signingDate,
            }),
          );
          const reference = await new S3RequestPresigner({
            credentials: s3.credentials,
            region: s3.region,
            sha256: client.config.sha256,
          }).presign(
            {
              method,
              protocol: address.origin.startsWith('https') ? 'https:' : 'http:',
              hostname: address.host,
              path: `${address.basePath}/${encodeKey(key)}`,
              query: { ...parameters },
              headers: { ...sent, host: address.host },
            },
            { expiresIn: life, signingDate, unhoistableHeaders: new Set(Object.keys(sent)) },
          );
          client.destroy();
          expect(ours.parameters).toEqual(reference.query);
          expect(ours.path).toBe(`${address.origin}${reference.path}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('makes the very URL that getSignedUrl makes for PutObject, UploadPart and GetObject', async () => {
    await fc.assert(
      fc.asyncProperty(
        config,
        hostileKey,
        date,
        expiresIn,
        fc.nat({ max: 5_000_000_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.stringMatching(/^2~[A-Za-z0-9_.+/=-]{1,40}$/u),
        fc.constantFrom('put', 'part', 'get'),
        async (s3, key, signingDate, life, size, partNumber, uploadId, kind) => {
          const client = createS3Client(s3);
          const target = { Bucket: s3.bucket, Key: key };
          const sent = {
            'content-length': String(size),
            'if-none-match': '*',
            'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
            'x-amz-sdk-checksum-algorithm': 'SHA256',
          };
          const put: PutObjectCommandInput = {
            ...target,
            ContentLength: size,
            IfNoneMatch: '*',
            ChecksumSHA256: sent['x-amz-checksum-sha256'],
            ChecksumAlgorithm: 'SHA256',
          };
          const options = {
            expiresIn: life,
            signingDate,
            unhoistableHeaders: new Set(Object.keys(sent)),
          };
          const cases = {
            put: {
              method: 'PUT',
              query: { 'x-id': 'PutObject' },
              headers: sent,
              url: () => getSignedUrl(client, new PutObjectCommand(put), options),
            },
            part: {
              method: 'PUT',
              query: { partNumber: String(partNumber), uploadId, 'x-id': 'UploadPart' },
              headers: { 'content-length': String(size) },
              url: () =>
                getSignedUrl(
                  client,
                  new UploadPartCommand({
                    ...target,
                    ContentLength: size,
                    PartNumber: partNumber,
                    UploadId: uploadId,
                  }),
                  options,
                ),
            },
            get: {
              method: 'GET',
              query: { 'x-id': 'GetObject' },
              headers: {},
              url: () => getSignedUrl(client, new GetObjectCommand(target), options),
            },
          };
          const { url, ...request } = cases[kind];
          const ours = createPresigner(s3).presign({
            ...request,
            key,
            expiresIn: life,
            date: signingDate,
          });
          const theirs = await url();
          client.destroy();
          expect(taken(ours)).toEqual(taken(theirs));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('signs with an open query parameter as if it had been there from the start', () => {
    fc.assert(
      fc.property(
        config,
        hostileKey,
        query,
        queryName,
        fc.oneof(text, hostileSegment),
        date,
        (s3, key, others, name, value, signingDate) => {
          const presigner = createPresigner(s3);
          const request = { method: 'PUT', expiresIn: 60, date: signingDate };
          const whole = presigner.presign({ ...request, key, query: { ...others, [name]: value } });
          const shape = { ...request, headerNames: [], query: others, openQuery: name };
          expect(presigner.shape(shape)(encodeKey(key), [], value)).toBe(whole);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("signs a part's PUT as the SDK does, each with its own number and digest", async () => {
    const hex = fc.stringMatching(/^[0-9a-f]{32}$/u);
    const put = fc.record({
      fileId: fc.constant('f'),
      number: fc.integer({ min: 1, max: 10_000 }),
      size: fc.nat({ max: 5_000_000_000 }),
      md5: fc.option(hex, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        config,
        hostileKey,
        date,
        expiresIn,
        fc.stringMatching(/^2~[A-Za-z0-9_.+/=-]{1,40}$/u),
        fc.array(put, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('sha256', 'md5', 'none'),
        async (s3, key, signingDate, life, uploadId, puts, profile) => {
          const signer = new PutSigner(
            createPresigner(s3),
            () => profile,
            new StoreClock(() => signingDate),
          );
          const signed = await new S3PartUrlSigner(signer).signPartPuts(
            { key, uploadId },
            puts,
            life,
          );
          const client = createS3Client(s3);
          const { origin, host, basePath } = storeAddress(client, s3);
          for (const [index, { number, size, md5 }] of puts.entries()) {
            const sent = {
              'content-length': String(size),
              ...(md5 === undefined || profile === 'none'
                ? {}
                : { 'content-md5': Buffer.from(md5, 'hex').toString('base64') }),
              'content-type': 'application/octet-stream',
            };
            const reference = await new S3RequestPresigner({
              credentials: s3.credentials,
              region: s3.region,
              sha256: client.config.sha256,
            }).presign(
              {
                method: 'PUT',
                protocol: origin.startsWith('https') ? 'https:' : 'http:',
                hostname: host,
                path: `${basePath}/${encodeKey(key)}`,
                query: { partNumber: String(number), uploadId },
                headers: { ...sent, host },
              },
              {
                expiresIn: life,
                signingDate,
                unhoistableHeaders: new Set(Object.keys(sent)),
                signableHeaders: new Set([...Object.keys(sent), 'host']),
              },
            );
            const ours = taken(signed[index]?.url ?? '');
            expect(ours.parameters).toEqual(reference.query);
            expect(ours.path).toBe(`${origin}${reference.path}`);
            expect(signed[index]?.headers).toEqual(sent);
          }
          client.destroy();
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keeps '..' and '//' of a key as they are", () => {
    const presigner = new Presigner(
      { origin: 'https://s3.test', host: 's3.test', basePath: '/bucket' },
      new SigningKeys({ accessKeyId: 'AK', secretAccessKey: 'SK' }, 'us-east-1'),
    );
    const url = presigner.presign({
      method: 'GET',
      key: 't1/../t2//x',
      expiresIn: 60,
      date: new Date(),
    });
    expect(url.startsWith('https://s3.test/bucket/t1/../t2//x?')).toBe(true);
  });

  it('uses a new signing key on a new day', () => {
    const keys = new SigningKeys({ accessKeyId: 'AK', secretAccessKey: 'SK' }, 'us-east-1');
    const first = keys.key('20260101');
    expect(keys.key('20260101')).toBe(first);
    const text = 'to sign';
    expect(keys.key('20260102').hex(text)).not.toBe(first.hex(text));
    expect(keys.key('20260101').hex(text)).toBe(first.hex(text));
  });

  it.each([0, -1, 1.5, 604_801, Number.NaN])('refuses a life of %p seconds', (life) => {
    const presigner = createPresigner({
      ...BASE,
      region: 'us-east-1',
      bucket: 'bucket',
      prefix: '',
      forcePathStyle: true,
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    });
    const sign = (): string =>
      presigner.presign({ method: 'PUT', key: 'k', expiresIn: life, date: new Date() });
    expect(sign).toThrow(RangeError);
  });

  it('signs for the public name of the store', () => {
    const presigner = createPresigner({
      ...BASE,
      endpoint: 'http://store.internal:7480',
      publicEndpoint: 'https://files.example.com',
      region: 'us-east-1',
      bucket: 'bucket',
      prefix: '',
      forcePathStyle: true,
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    });
    expect(presigner.presign({ method: 'PUT', key: 'k', expiresIn: 60, date: new Date() })).toMatch(
      /^https:\/\/files\.example\.com\/bucket\/k\?/u,
    );
  });
});
