import { describe, expect, it } from '@jest/globals';
import { Embedded } from './column-types.js';
import { present } from './present.js';

class Place extends Embedded {
  constructor(
    readonly key: string | null,
    readonly version: string | null,
  ) {
    super();
  }
}

describe('present', () => {
  it('leaves out what is NULL, and embedded columns that all are', () => {
    expect(Object.keys(present({ a: 0, b: '', c: false, d: null, e: undefined }))).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(present({ place: new Place(null, null) })).toEqual({});
    expect(present({ place: new Place('k', null) })).toEqual({ place: { key: 'k' } });
  });

  it('keeps JSON, dates and bytes as they are', () => {
    const row = { data: { a: null }, at: new Date(0), bytes: Buffer.from('x') };
    expect(present(row)).toStrictEqual(row);
  });
});
