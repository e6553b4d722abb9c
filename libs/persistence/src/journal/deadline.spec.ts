import { describe, expect, it } from '@jest/globals';
import { DeadlineError, withDeadline } from './deadline.js';

describe('withDeadline', () => {
  it('gives the result that comes in time', async () => {
    await expect(withDeadline(Promise.resolve(7), 1_000, 'Work')).resolves.toBe(7);
  });

  it('passes a failure on', async () => {
    await expect(withDeadline(Promise.reject(new Error('no')), 1_000, 'Work')).rejects.toThrow(
      'no',
    );
  });

  it('ends the wait for what never comes', async () => {
    const never = new Promise<void>(() => undefined);
    await expect(withDeadline(never, 20, 'Work')).rejects.toEqual(
      new DeadlineError('Work took longer than 20 ms.'),
    );
  });
});
