import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HmacSha256 } from './hmac-sha256.js';

describe('HmacSha256', () => {
  it('makes what node makes, for any key of a block and any texts, one after another', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 600 }), { minLength: 1, maxLength: 5 }),
        (bytes, texts) => {
          const key = Buffer.from(bytes);
          const hmac = new HmacSha256(key);
          for (const text of texts)
            expect(hmac.hex(text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses a key that is longer than a block', () => {
    expect(() => new HmacSha256(Buffer.alloc(65))).toThrow(RangeError);
  });
});
