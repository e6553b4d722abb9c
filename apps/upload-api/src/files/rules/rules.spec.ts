import { describe, expect, it } from '@jest/globals';
import { canonicalJson, idempotencyClaim } from './idempotency.js';
import { assertContentType } from './content-type.js';
import { expiryOf } from './lifetime.js';
import { assertMetadata } from './metadata.js';

describe('assertContentType', () => {
  it.each([
    'video/mp4',
    'text/plain; charset=utf-8',
    'text/plain;charset="utf 8"',
    'application/vnd.oasis.opendocument.text',
    'multipart/x; boundary="a\\"b"',
  ])('takes %s', (type) => expect(() => assertContentType(type)).not.toThrow());

  it.each([
    '',
    'video',
    'video/',
    '/mp4',
    'a/b/c',
    'a b/c',
    'text/plain;',
    'text/plain; x',
    'text/ü',
    'a/b\n',
  ])('refuses %p', (type) =>
    expect(() => assertContentType(type)).toThrow(
      expect.objectContaining({ code: 'content_type_invalid' }),
    ),
  );

  it('answers soon to a text made to keep it busy', () => {
    const started = Date.now();
    expect(() => assertContentType(`a/b${'; a=a'.repeat(50)} `)).toThrow();
    expect(() => assertContentType(`a/b;a="${'\\"'.repeat(120)}`)).toThrow();
    expect(Date.now() - started).toBeLessThan(200);
  });
});

describe('assertMetadata', () => {
  it('takes fifty keys of honest text', () => {
    const entries = Array.from({ length: 50 }, (_, n) => [`x-key.${n}:a/b_c`, '🎉\n'.repeat(100)]);
    const metadata = Object.fromEntries(entries) as Record<string, string>;
    expect(() => assertMetadata(metadata)).not.toThrow();
  });

  it('names the key at fault', () => {
    expect(() => assertMetadata({ ok: '', 'not ok': '' })).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path: 'metadata.not ok' })] }),
    );
  });
});

describe('idempotency', () => {
  it('tells equal bodies from others, whatever the order of their members', () => {
    const hash = (body: unknown) => idempotencyClaim('k', body)?.requestHash;
    expect(hash({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(hash({ b: { d: 'x', c: [1, 2] }, a: 1 }));
    expect(hash({ a: [1, 2] })).not.toBe(hash({ a: [2, 1] }));
    expect(hash({ a: 1 })).not.toBe(hash({ a: '1' }));
    expect(canonicalJson({ b: 1, a: null })).toBe('{"a":null,"b":1}');
    expect(idempotencyClaim(undefined, {})).toBeUndefined();
  });
});

describe('expiryOf', () => {
  it('adds seconds', () => {
    expect(expiryOf(new Date(0), 60)).toEqual(new Date(60_000));
    for (const odd of [59, 30 * 86_400 + 1, 60.5, NaN, Infinity]) {
      expect(() => expiryOf(new Date(0), odd)).toThrow(
        expect.objectContaining({ code: 'validation_failed' }),
      );
    }
  });
});
