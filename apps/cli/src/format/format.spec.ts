import { describe, expect, it } from '@jest/globals';
import { Rate } from '../progress/rate.js';
import { formatBytes, formatSpeed, parseSize } from './bytes.js';
import { formatAge, formatDuration } from './duration.js';
import { formatNumbers, properties, table } from './table.js';
import { cutToWidth, padToWidth } from './width.js';

describe('bytes', () => {
  it.each([
    ['16MiB', 16 * 2 ** 20],
    ['16m', 16 * 2 ** 20],
    ['64 MB', 64e6],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['5242880', 5_242_880],
    ['5242880b', 5_242_880],
    ['', undefined],
    ['16 parsecs', undefined],
    ['-1', undefined],
    ['1e9', undefined],
  ])('reads %p', (text, size) => expect(parseSize(text)).toBe(size));

  it('writes sizes and speeds', () => {
    expect([0, 1023, 1536, 3 * 2 ** 30].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.5 KiB',
      '3.0 GiB',
    ]);
    expect(formatSpeed(98_700_000)).toBe('94.1 MiB/s');
  });
});

describe('duration', () => {
  it('writes what a person would say', () => {
    expect([400, 59_940, 245_000, 7_380_000].map(formatDuration)).toEqual([
      '0.4 s',
      '59.9 s',
      '4 min 05 s',
      '2 h 03 min',
    ]);
  });
});

describe('table', () => {
  it('aligns, and lets nothing move the cursor', () => {
    expect(
      table(
        ['A', 'B'],
        [
          ['long', 'x'],
          ['\u001b[2Jy', ''],
        ],
      ),
    ).toBe('A      B\nlong   x\n [2Jy');
    expect(
      properties([
        ['id', '1'],
        ['name', 'x'],
        ['gone', undefined],
      ]),
    ).toBe('id:   1\nname: x');
  });

  it('aligns by the columns of a terminal, in which CJK and emoji take two', () => {
    const names = ['report.pdf', '報告書.pdf', '👩‍👩‍👧 family', 'e\u0301te\u0301', 'ﾊﾝｶｸ'];
    const lines = table(
      ['NAME', 'SIZE'],
      names.map((name) => [name, '1']),
    ).split('\n');
    expect(lines).toEqual([
      'NAME        SIZE',
      'report.pdf  1',
      '報告書.pdf  1',
      '👩‍👩‍👧 family   1',
      'e\u0301te\u0301         1',
      'ﾊﾝｶｸ        1',
    ]);
  });

  it('draws numbers together', () => {
    expect(formatNumbers([1, 2, 3, 7, 9, 10])).toBe('1-3, 7, 9-10');
    expect(formatNumbers([1, 3, 5], 2)).toBe('1, 3, …');
  });
});

describe('width', () => {
  it('pads, and never takes away', () => {
    expect([padToWidth('日本', 5), padToWidth('日本', 3)]).toEqual(['日本 ', '日本']);
  });

  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['日本語の名前', 6, '日本…'],
    ['日本語の名前', 7, '日本語…'],
    ['👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5, '👩‍👩‍👧👩‍👩‍👧…'],
  ])('cuts %s to %i columns', (text, width, cut) => expect(cutToWidth(text, width)).toBe(cut));
});

describe('Rate', () => {
  it('is of the last seconds, not of all time', () => {
    const rate = new Rate();
    expect(rate.bytesPerSecond).toBe(0);
    for (let second = 0; second <= 20; second += 1) {
      rate.add(second < 10 ? 0 : (second - 10) * 1_000, second * 1_000);
    }
    expect(rate.bytesPerSecond).toBe(1_000);
  });
});

describe('ages', () => {
  it('are told in their largest unit', () => {
    const hour = 3_600_000;
    expect([-5, 5_000, 720_000, 30 * hour, 220 * hour].map(formatAge)).toEqual([
      '0 s',
      '5 s',
      '12 min',
      '30 h',
      '9 d',
    ]);
  });
});
