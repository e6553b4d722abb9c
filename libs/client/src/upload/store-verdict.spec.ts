import { describe, expect, it } from '@jest/globals';
import { acknowledgesOther, judge } from './store-verdict.js';

describe('judge', () => {
  it.each([
    [200, undefined, 'stored'],
    [412, 'PreconditionFailed', 'stored'],
    [403, 'AccessDenied', 'new-url'],
    [500, 'InternalError', 'again'],
    [503, 'SlowDown', 'again'],
    [429, undefined, 'again'],
    [400, 'RequestTimeout', 'again'],
    [400, 'BadDigest', 'again'],
    [400, 'XAmzContentSHA256Mismatch', 'again'],
    [409, 'ConditionalRequestConflict', 'again'],
    [400, 'EntityTooLarge', 'refused'],
    [404, 'NoSuchBucket', 'refused'],
  ])('%s %s: %s', (status, storeCode, verdict) => {
    expect(judge({ status, storeCode })).toBe(verdict);
  });
});

describe('acknowledgesOther', () => {
  const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
  const other = '00000000000000000000000000000000';

  it.each([
    ['the MD5', { etag: md5, encrypted: false }, false, false],
    ['another MD5', { etag: other, encrypted: false }, true, true],
    ['no MD5 at all', { etag: 'abc-2', encrypted: false }, false, false],
    ['of an object encrypted by KMS', { etag: other, encrypted: true }, false, false],
    ['hidden headers, and the store compared', { etag: other }, true, false],
    ['hidden headers, and nobody compared', { etag: other }, false, true],
    ['no ETag', { encrypted: false }, false, false],
  ])('%s', (_, answer, bound, expected) => {
    expect(acknowledgesOther({ status: 200, ...answer }, md5, bound)).toBe(expected);
  });
});
