import { describe, expect, it } from '@jest/globals';
import { assertFileName } from './file-name.js';

describe('assertFileName', () => {
  it.each([
    'a',
    'holiday.mp4',
    'he said "no".txt',
    "it's.txt",
    '🎉.png',
    'שלום\u200f.pdf',
    '...',
    'a b',
  ])('takes %p as it is', (name) => {
    expect(() => assertFileName(name)).not.toThrow();
  });

  it.each([
    ['name_empty', ''],
    ['name_empty', '   '],
    ['name_too_long', 'x'.repeat(5_000)],
    ['name_too_long', 'ж'.repeat(513)],
    ['name_is_path', '../../x'],
    ['name_is_path', 'a/b'],
    ['name_is_path', String.raw`a\b`],
    ['name_is_path', '.'],
    ['name_is_path', '..'],
    ['name_unprintable', 'a\u0000b'],
    ['name_unprintable', 'a\nb'],
    ['name_unprintable', '\u202egpj.exe'],
    ['name_unprintable', 'half \ud800 pair'],
  ])('refuses with %s: %p', (code, name) => {
    expect(() => assertFileName(name)).toThrow(
      expect.objectContaining({ code, errors: [expect.objectContaining({ path: 'name' })] }),
    );
  });
});
