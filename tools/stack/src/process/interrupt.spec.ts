import { afterEach, describe, expect, it } from '@jest/globals';
import { Interrupt } from './interrupt.js';

afterEach(() => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
});

describe('Interrupt', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('heeds %s', (signal) => {
    const interrupt = new Interrupt();
    process.emit(signal);
    expect(interrupt.asked.aborted).toBe(true);
    expect(interrupt.pressed.aborted).toBe(false);
  });

  it('takes one Ctrl-C that comes twice, from the terminal and from npm, for one', () => {
    let now = 0;
    const interrupt = new Interrupt(() => now);
    process.emit('SIGINT');
    now = 30;
    process.emit('SIGINT');
    expect(interrupt.pressed.aborted).toBe(false);
  });

  it('knows impatience when it sees it', () => {
    let now = 0;
    const interrupt = new Interrupt(() => now);
    process.emit('SIGINT');
    now = 3000;
    process.emit('SIGINT');
    expect(interrupt.pressed.aborted).toBe(true);
  });
});
