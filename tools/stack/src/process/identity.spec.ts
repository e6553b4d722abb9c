import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { identify, isAlive } from './identity.js';

describe('identify', () => {
  it('tells a living process from one that has ended', async () => {
    const child = spawn('sleep', ['60']);
    const identity = identify(child.pid ?? 0);
    expect(isAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(identity)).toBe(false);
  });

  it('is not taken in by another process of the same number', () => {
    const { pid } = process;
    expect(isAlive(identify(pid))).toBe(true);
    expect(isAlive({ pid, born: '1' })).toBe(false);
  });
});
