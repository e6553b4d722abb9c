import { describe, expect, it } from '@jest/globals';
import type { JudgedArrival } from '@waybill/domain';
import { sortBatch } from './arrival-batch.js';

const A = '0190a000-0000-7000-8000-00000000000a';
const B = '0190a000-0000-7000-8000-00000000000b';

function arrival(overrides: Partial<JudgedArrival> = {}): JudgedArrival {
  return { fileId: A, number: 1, etag: 'e', size: 10, judged: {}, ...overrides };
}

describe('sortBatch', () => {
  it('orders rows by file and number, the order in which everybody locks', () => {
    const { rows, places } = sortBatch([
      arrival({ fileId: B, number: 2 }),
      arrival({ fileId: B, number: 1 }),
      arrival({ number: 10 }),
      arrival({ number: 9 }),
    ]);
    expect(rows.map(({ fileId, number }) => [fileId, number])).toEqual([
      [A, 9],
      [A, 10],
      [B, 1],
      [B, 2],
    ]);
    expect(places).toEqual([3, 2, 1, 0].map((row) => ({ row, repeated: false })));
  });

  it('keeps the arrival with the highest sequencer of each chunk', () => {
    const { rows, places } = sortBatch([
      arrival({ etag: 'none' }),
      arrival({ etag: 'old', sequencer: '0055AED6DCD90281E5' }),
      arrival({ etag: 'new', sequencer: '0055AED6DCD90281E50' + '1' }),
      arrival({ etag: 'older', sequencer: '0055' }),
    ]);
    expect(rows.map(({ etag }) => etag)).toEqual(['new']);
    expect(places).toEqual([true, true, false, true].map((repeated) => ({ row: 0, repeated })));
  });

  it('keeps the first of equals', () => {
    const same = arrival({ sequencer: 'A' });
    const { places } = sortBatch([same, arrival({ sequencer: 'A0' }), arrival({ sequencer: 'A' })]);
    expect(places).toEqual([false, true, true].map((repeated) => ({ row: 0, repeated })));
  });

  it.each([
    ['no uuid', { fileId: 'x' }, 'unknown_file'],
    ['an upper-case uuid', { fileId: A.toUpperCase() }, 'unknown_file'],
    ['number 0', { number: 0 }, 'out_of_plan'],
    ['a number beyond integer', { number: 2 ** 40 }, 'out_of_plan'],
    ['no number', { number: Number.NaN }, 'out_of_plan'],
    ['a fraction', { number: 1.5 }, 'out_of_plan'],
    ['a negative size', { size: -1 }, 'out_of_plan'],
    ['an unsafe size', { size: 2 ** 63 }, 'out_of_plan'],
    ['an empty ETag', { etag: '' }, 'out_of_plan'],
    ['an ETag with NUL', { etag: 'a\0b' }, 'out_of_plan'],
    ['an endless ETag', { etag: 'a'.repeat(5_000) }, 'out_of_plan'],
    ['a missing ETag', { etag: undefined as unknown as string }, 'out_of_plan'],
    ['a sequencer with NUL', { sequencer: '\0' }, 'out_of_plan'],
  ] as const)('takes out %s', (_what, overrides, outcome) => {
    const { rows, places } = sortBatch([arrival(overrides), arrival({ number: 2 })]);
    expect(rows).toHaveLength(1);
    expect(places).toEqual([{ outcome }, { row: 0, repeated: false }]);
  });
});
