import { describe, expect, it } from '@jest/globals';
import { retryingConflicts } from './sql.js';

const deadlock = () => Object.assign(new Error('deadlock detected'), { code: '40P01' });

/** Fails with each of `errors` in turn, then succeeds. */
function failingWith(errors: Error[]) {
  let calls = 0;
  const work = () => {
    const error = errors[calls++];
    return error ? Promise.reject(error) : Promise.resolve('done');
  };
  return { work, calls: () => calls };
}

describe('retryingConflicts', () => {
  it('repeats what lost against another transaction', async () => {
    const { work, calls } = failingWith([deadlock(), deadlock()]);
    await expect(retryingConflicts(work)).resolves.toBe('done');
    expect(calls()).toBe(3);
  });

  it('gives up after a few times', async () => {
    const { work, calls } = failingWith(Array.from({ length: 9 }, deadlock));
    await expect(retryingConflicts(work)).rejects.toMatchObject({ code: '40P01' });
    expect(calls()).toBe(5);
  });

  it('does not repeat anything else', async () => {
    const { work, calls } = failingWith([new Error('no')]);
    await expect(retryingConflicts(work)).rejects.toThrow('no');
    expect(calls()).toBe(1);
  });
});
