import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { bareEtag, compositeFingerprint, multipartEtag, normaliseDigest } from './fingerprint.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('compositeFingerprint', () => {
  it('is the SHA-256 over the binary digests in order, then the count', () => {
    const digests = [sha256('a'), sha256('b')];
    const expected = createHash('sha256')
      .update(Buffer.concat(digests.map((digest) => Buffer.from(digest, 'hex'))))
      .digest('hex');
    expect(compositeFingerprint(digests)).toBe(`${expected}-2`);
    expect(compositeFingerprint([...digests].reverse())).not.toBe(compositeFingerprint(digests));
  });
});

describe('multipartEtag', () => {
  it('agrees with an object that S3 made of two known parts', () => {
    // MD5 of the two parts' MD5 digests, as S3 documents it and every S3 store computes it.
    const parts = ['5d41402abc4b2a76b9719d911017c592', '7d793037a0760186574b0282f2f435e7'];
    expect(multipartEtag(parts)).toBe(
      `${createHash('md5')
        .update(Buffer.from(parts.join(''), 'hex'))
        .digest('hex')}-2`,
    );
  });
});

describe('bareEtag', () => {
  it.each([
    ['"ABCDEF0123456789ABCDEF0123456789"', 'abcdef0123456789abcdef0123456789'],
    ['&quot;ABCDEF0123456789ABCDEF0123456789-12&quot;', 'abcdef0123456789abcdef0123456789-12'],
    [' "abcdef0123456789abcdef0123456789" ', 'abcdef0123456789abcdef0123456789'],
    // Opaque: there the case can tell two apart.
    ['"-CKicn4fknvUCEAE="', '-CKicn4fknvUCEAE='],
  ])('keeps %s as %s', (etag, bare) => {
    expect(bareEtag(etag)).toBe(bare);
  });

  it.each([
    ['"abc"', 'abc'],
    ['abc', 'abc'],
    ['W/"abc-2"', 'abc-2'],
    ['', ''],
  ])('takes %p for %p', (etag, bare) => {
    expect(bareEtag(etag)).toBe(bare);
  });
});

describe('normaliseDigest', () => {
  it('lowers the case', () => {
    expect(normaliseDigest('A'.repeat(64), 32, 'sha256')).toBe('a'.repeat(64));
  });

  it.each(['', 'a'.repeat(63), 'a'.repeat(65), 'g'.repeat(64), `${'a'.repeat(64)}\n`])(
    'refuses %p',
    (digest) => {
      expect(() => normaliseDigest(digest, 32, 'chunks.0.sha256')).toThrow(
        expect.objectContaining({
          code: 'fingerprint_invalid',
          errors: [expect.objectContaining({ path: 'chunks.0.sha256' })],
        }),
      );
    },
  );
});
