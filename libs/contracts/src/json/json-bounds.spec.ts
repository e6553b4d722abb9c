import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonExcess } from './json-bounds.js';

const BOUNDS = { depth: 3, values: 5, members: 3, text: 12 };

describe('jsonExcess', () => {
  it.each([
    '',
    'null',
    '[[[]]]',
    '{"a":{"b":[1,2]}}',
    '"[[[[{{,,,,"',
    '{"a":1,"b":2,"c":[1]}',
    String.raw`"\"[[[[,,,"`,
    String.raw`["\\",[[]],"\\\"[[[["]`,
    '[1,2,3,4,5]',
    '[{},[],{ },[ ],{}]',
  ])('lets %p through', (text) => {
    expect(jsonExcess(text, BOUNDS)).toBeUndefined();
  });

  it.each([
    ['[[[[', /deeper than 3/u],
    ['{"a":{"a":{"a":{', /deeper than 3/u],
    [String.raw`["\\",[[[`, /deeper than 3/u],
    ['[1,2,3,4,5,6]', /more than 5 values/u],
    ['[{},{},{},{},{},{}]', /more than 5 values/u],
    ['[ [ ], [1, [2, 3]]]', /more than 5 values/u],
    ['{"a":1,"b":[{}],"c":2,"d":3}', /more than 3 members/u],
    [`"${'x'.repeat(12)}"`, /more than 12 characters/u],
    [String.raw`"\"\"\"\"\"\"`, /more than 12 characters/u],
    [',,,,,,', /more than 5 values/u],
  ])('says what %p is over', (text, what) => {
    expect(jsonExcess(text, BOUNDS)).toMatch(what);
  });

  it('counts as a parser does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const measured = measure(JSON.parse(text));
        const { depth } = measured;
        // All but the outermost one is a member or an element.
        const values = measured.values - 1;
        const bounds = { depth, values, members: text.length, text: text.length };
        expect(jsonExcess(text, bounds)).toBeUndefined();
        if (values > 0)
          expect(jsonExcess(text, { ...bounds, values: values - 1 })).toMatch(/values/u);
        if (depth > 0) expect(jsonExcess(text, { ...bounds, depth: depth - 1 })).toMatch(/deeper/u);
      }),
    );
  });
});

/** All values, and how far they nest. */
function measure(value: unknown): { depth: number; values: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, values: 1 };
  const inner = Object.values(value).map(measure);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: inner.reduce((sum, { values }) => sum + values, 1),
  };
}
