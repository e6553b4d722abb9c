import { describe, expect, it } from '@jest/globals';
import { parseParts } from './parts.js';

describe('parseParts', () => {
  it('takes no argument for everything', () => {
    expect(parseParts([])).toEqual({ jestArgs: [] });
  });

  it('gives the rest to Jest', () => {
    const parts = parseParts(['e2e', '-t', 'resumes']);
    expect(parts).toEqual({ part: 'e2e', jestArgs: ['-t', 'resumes'] });
  });

  it('does not run everything for a slip of the pen', () => {
    expect(() => parseParts(['integrations'])).toThrow('integration');
  });
});
