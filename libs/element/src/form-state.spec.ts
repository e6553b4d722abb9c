import { describe, expect, it } from '@jest/globals';
import { formState, formValue } from './form-state.js';
import type { FileDetail } from './words.js';

const file = (state: FileDetail['state'], fileId?: string): FileDetail => ({
  name: 'a',
  size: 1,
  confirmedBytes: 0,
  state,
  fileId,
});

describe('what a form gets', () => {
  it('is the id of each complete file, under the name of the field', () => {
    const state = formState([
      file('completed', 'one'),
      file('cancelled', 'x'),
      file('completed', 'two'),
    ]);
    expect(state.unfinished).toBe(false);
    expect(formValue('file', state)?.getAll('file')).toEqual(['one', 'two']);
    expect(formValue('', state)).toBeNull();
    expect(formValue('file', formState([]))).toBeNull();
  });

  it.each(['running', 'waiting', 'paused', 'held', 'failed'] as const)(
    'waits for one that is %s',
    (state) => {
      expect(formState([file('completed', 'one'), file(state)]).unfinished).toBe(true);
    },
  );
});
