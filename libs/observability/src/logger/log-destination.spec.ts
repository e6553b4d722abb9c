import { describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { logDestination } from './log-destination.js';

/** A reader that takes a line only when it is told to, as a pipe that is full. */
function slowReader() {
  const taken: string[] = [];
  let release: () => void = () => undefined;
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      taken.push(line);
      release = () => done();
    },
  });
  return { stream, taken, takeOne: () => release() };
}

describe('logDestination', () => {
  it('drops what comes while too much waits, and says how much that was', async () => {
    const { stream, taken, takeOne } = slowReader();
    const log = logDestination(stream, 10);
    for (const line of ['a'.repeat(20), 'lost', 'lost too']) log.write(line);
    takeOne();
    await new Promise((resolve) => setImmediate(resolve));
    log.write('after');
    expect(taken[0]).toBe('a'.repeat(20));
    expect(taken[1]).toMatch(/"dropped":2.*\nafter$/su);
    expect(taken).toHaveLength(2);
  });

  it('calls back at once where nothing waits, and when all that waited is gone', async () => {
    const { stream, takeOne } = slowReader();
    const log = logDestination(stream);
    let flushes = 0;
    log.flush(() => (flushes += 1));
    expect(flushes).toBe(1);
    log.write('line');
    log.flush(() => (flushes += 1));
    expect(flushes).toBe(1);
    for (let turn = 0; turn < 3; turn++) {
      takeOne();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(flushes).toBe(2);
  });

  it('outlives its reader', async () => {
    const stream = new Writable({
      write: (_line, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    });
    const log = logDestination(stream);
    log.write('into the void');
    await new Promise((resolve) => setImmediate(resolve));
    log.write('and again');
    let flushed = false;
    log.flush(() => (flushed = true));
    expect(flushed).toBe(true);
  });
});
