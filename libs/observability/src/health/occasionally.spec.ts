import { describe, expect, it } from '@jest/globals';
import { occasionally } from './occasionally.js';

describe('occasionally', () => {
  it('lets the last outcome stand for the interval, failures too', async () => {
    let at = 0;
    let runs = 0;
    const check = occasionally(
      100,
      () => (++runs === 2 ? Promise.reject(new Error('full')) : Promise.resolve(runs)),
      () => at,
    );
    await Promise.all([check(), check()]);
    await check();
    expect(runs).toBe(1);
    at = 100;
    await expect(check()).rejects.toThrow('full');
    await expect(check()).rejects.toThrow('full');
    at = 200;
    await expect(check()).resolves.toBe(3);
  });

  it('is under way once, however long it takes', async () => {
    let runs = 0;
    let end: () => void = () => undefined;
    const check = occasionally(0, () => {
      runs += 1;
      return new Promise<void>((resolve) => (end = resolve));
    });
    const waiting = [check(), check(), check()];
    end();
    await Promise.all(waiting);
    expect(runs).toBe(1);
  });
});
