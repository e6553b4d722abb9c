import { describe, expect, it } from '@jest/globals';
import type { NewDeadLetter } from '@waybill/domain';
import { MAX_BODY_BYTES, foldLetters } from './dead-letter-text.js';

function letter(overrides: Partial<NewDeadLetter> = {}): NewDeadLetter {
  return { reason: 'unparsable', detail: 'no JSON', body: '{', source: 'webhook', ...overrides };
}

describe('foldLetters', () => {
  it('folds the same body with the same reason, and counts', () => {
    const folded = foldLetters([letter(), letter({ reason: 'failed' }), letter()]);
    expect(folded.map(({ reason, times }) => [reason, times])).toEqual([
      ['unparsable', 2],
      ['failed', 1],
    ]);
  });

  it('makes NUL harmless, but tells bodies apart as they came', () => {
    const folded = foldLetters([letter({ body: 'a\0' }), letter({ body: 'a\u2400' })]);
    expect(folded.map(({ body }) => body)).toEqual(['a\u2400', 'a\u2400']);
    expect(new Set(folded.map(({ digest }) => digest)).size).toBe(2);
  });

  it('cuts a body between characters and says so', () => {
    const body = 'x' + '€'.repeat(MAX_BODY_BYTES);
    const [kept] = foldLetters([letter({ body })]);
    expect(kept?.body).not.toContain('\ufffd');
    expect(kept?.body).toMatch(/^x€+\n\[cut here: the body had 3145729 bytes\]$/u);
    expect(Buffer.byteLength(kept?.body ?? '')).toBeLessThan(MAX_BODY_BYTES + 100);
  });
});
