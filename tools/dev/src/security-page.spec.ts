import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');

/** The last cell of each row of the threat model: a file, and how the title of a test in it begins. */
const rows = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
  .split('\n')
  .map((line) => /\| `([^`]+spec\.ts)`: (.+?) *\|$/u.exec(line))
  .filter((match) => match !== null)
  .map(([, path = '', title = '']) => ({ path, title }));

describe('the threat model', () => {
  it('has a test in each row', () => {
    const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
    const table = page.slice(page.indexOf('| who '), page.indexOf('## What is not done yet'));
    const lines = table.split('\n').filter((line) => line.startsWith('|'));
    // Two lines are its head.
    expect(rows).toHaveLength(lines.length - 2);
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)('names a test that is there: $title', ({ path, title }) => {
    const file = join(ROOT, path);
    expect(existsSync(file)).toBe(true);
    const begins = new RegExp(`['"\`]${title.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}`, 'u');
    expect(readFileSync(file, 'utf8')).toMatch(begins);
  });
});
