import { describe, expect, it } from '@jest/globals';
import { isUuid } from './uuid.js';

describe('isUuid', () => {
  const ID = '01981c2e-5f7a-7cc0-b3a1-0e4f5a6b7c8d';

  it('takes lower-case UUIDs and nothing else', () => {
    expect(isUuid(ID)).toBe(true);
    expect(isUuid(ID.toUpperCase())).toBe(false);
    expect(isUuid('file_123')).toBe(false);
    expect(isUuid(`${ID}\n`)).toBe(false);
  });
});
