import { describe, expect, it } from '@jest/globals';
import { once } from './once.js';

describe('once', () => {
  it('passes the same message on once in ten seconds, and others at once', () => {
    const reported: string[] = [];
    let now = 0;
    const report = once(
      ({ message }) => reported.push(message),
      () => now,
    );
    report(new Error('a'));
    report(new Error('a'));
    report(new Error('b'));
    now = 10_000;
    report(new Error('a'));
    expect(reported).toEqual(['a', 'b', 'a']);
  });
});
