import { describe, expect, it } from '@jest/globals';
import { readFailures } from './nx-output.js';

const text = `
 NX   Running targets lint, typecheck for 2 projects:

- stack
- dev

> nx run dev:typecheck  [local cache]

all is well

> nx run stack:lint

a rule was broken

> nx run stack:typecheck

a type was wrong

 NX   Running targets lint, typecheck for 2 projects failed

Failed tasks:

- stack:lint
- dev:lint
- stack:typecheck

Hint: run the command with --verbose for more details.
`;

describe('readFailures', () => {
  it('names each failed target once', () => {
    expect([...readFailures(text).targets]).toEqual(['lint', 'typecheck']);
  });

  it('keeps what the failed tasks said, and only that', () => {
    const { output } = readFailures(text);
    expect(output).toContain('a rule was broken');
    expect(output).toContain('a type was wrong');
    expect(output).not.toContain('all is well');
  });

  it('names none, but keeps everything, where nx itself failed', () => {
    const failures = readFailures('Cannot read the project graph');
    expect(failures.targets.size).toBe(0);
    expect(failures.output).toBe('Cannot read the project graph');
  });
});
