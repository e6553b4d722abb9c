import { describe, expect, it } from '@jest/globals';
import { headersOf, putHeaders } from './put-headers.js';

// Of the text "hello", by RFC 1321 and FIPS 180-4.
const MD5 = '5d41402abc4b2a76b9719d911017c592';
const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const PUT = { fileId: 'f', number: 1, size: 5 };
const ALWAYS = { 'content-length': '5', 'content-type': 'application/octet-stream' };
const CONTENT_MD5 = { 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' };
const PAYLOAD = { 'x-amz-content-sha256': SHA256 };
const CHECKSUM = {
  'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
  'x-amz-sdk-checksum-algorithm': 'SHA256',
};
const BOTH = { md5: MD5, sha256: SHA256 };

describe('putHeaders', () => {
  it.each([
    ['none', BOTH, {}, {}],
    ['md5', {}, {}, {}],
    ['md5', { md5: MD5 }, CONTENT_MD5, CONTENT_MD5],
    ['md5', { sha256: SHA256 }, PAYLOAD, PAYLOAD],
    ['sha256', { md5: MD5 }, CONTENT_MD5, CONTENT_MD5],
    ['sha256', BOTH, CHECKSUM, { ...CONTENT_MD5, ...PAYLOAD }],
  ] as const)('binds in profile %s what was declared: %j', (profile, declared, object, part) => {
    const put = { ...PUT, ...declared };
    const ofObject = putHeaders(put, profile, 'object');
    const ofPart = putHeaders(put, profile, 'part');
    expect(headersOf(ofObject)).toEqual({ ...ALWAYS, 'if-none-match': '*', ...object });
    expect(headersOf(ofPart)).toEqual({ ...ALWAYS, ...part });
    for (const { names } of [ofObject, ofPart]) expect([...names].sort()).toEqual(names);
  });

  it("binds a whole file to the file's own type", () => {
    const { names, values } = putHeaders({ ...PUT, contentType: 'text/plain' }, 'none', 'object');
    expect(values[names.indexOf('content-type')]).toBe('text/plain');
  });
});
