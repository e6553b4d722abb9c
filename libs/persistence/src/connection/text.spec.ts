import { describe, expect, it } from '@jest/globals';
import { storableJson, storableText } from './text.js';

describe('storableText', () => {
  it('shows NUL as a symbol and mends half a surrogate pair', () => {
    expect(storableText('a\0b\ud800c 😀')).toBe('a\u2400b\ufffdc 😀');
  });
});

describe('storableJson', () => {
  it('does so in every string, and leaves an escaped backslash alone', () => {
    const json = storableJson({ detail: '\0', list: ['\udc00'], path: '\\u0000', size: 1 });
    expect(JSON.parse(json)).toEqual({
      detail: '\u2400',
      list: ['\ufffd'],
      path: '\\u0000',
      size: 1,
    });
  });
});
