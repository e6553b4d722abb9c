import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = import.meta.dirname;

describe('the entry for browsers', () => {
  it('reaches nothing that only Node has', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .filter((file) => !/^(?:node|testing)[/\\]/u.test(file));
    expect(files).toContain('index.ts');
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      expect([file, text]).not.toEqual([
        file,
        expect.stringMatching(/from '(?:node:|.*\/(?:node|testing)\/)/u),
      ]);
      // zod would be most of the bundle: contracts give types alone.
      expect([file, text]).not.toEqual([
        file,
        expect.stringMatching(/import (?!type).*@waybill\/contracts/u),
      ]);
    }
  });
});
