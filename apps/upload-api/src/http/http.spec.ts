import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './cursor.js';
import { preferredWait } from './prefer.js';
import { RouteTable } from './route-table.js';

describe('preferredWait', () => {
  it.each([
    ['wait=10', 10],
    ['respond-async, wait=10', 10],
    ['Wait = "5"; x=1', 5],
    ['wait=0', 0],
    ['wait=3600', 60],
    ['handling=lenient', undefined],
    ['wait', undefined],
    ['wait=-1', undefined],
    ['wait=1.5', undefined],
    ['nowait=10', undefined],
    [undefined, undefined],
  ])('reads %p as %p', (header, seconds) => {
    expect(preferredWait(header)).toBe(seconds);
  });
});

describe('cursors', () => {
  it('are good for their own list only', () => {
    const cursor = encodeCursor('chunks', 17);
    expect(decodeCursor('chunks', cursor)).toBe('17');
    expect(decodeCursor('chunks', undefined)).toBeUndefined();
    for (const [list, text] of [
      ['journal', cursor],
      ['chunks', encodeCursor('chunks', 'x')],
      ['files', '%%%'],
    ] as const) {
      expect(() => decodeCursor(list, text)).toThrow(
        expect.objectContaining({ code: 'cursor_invalid' }),
      );
    }
  });
});

describe('RouteTable', () => {
  it('knows the methods of a path', () => {
    const routes = new RouteTable();
    routes.add('GET', '/v1/files/:id');
    routes.add('DELETE', '/v1/files/:id');
    routes.add('GET', '/docs/static/*');
    expect(routes.methodsOf('/v1/files/abc')).toEqual(['DELETE', 'GET']);
    expect(routes.methodsOf('/docs/static/a/b.js')).toEqual(['GET']);
    expect(routes.methodsOf('/v1/files')).toEqual([]);
    expect(routes.methodsOf('/v1/files/a/b')).toEqual([]);
  });
});
