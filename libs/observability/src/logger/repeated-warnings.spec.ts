import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger } from './create-logger.js';

const INTERVAL = 10_000;

describe('equal warnings', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  function lines() {
    const written: string[] = [];
    const logger = createLogger('test', 'info', { write: (line) => void written.push(line) });
    const read = () => written.splice(0).map((line) => JSON.parse(line) as Record<string, unknown>);
    return { logger, read };
  }
  const away = (port = 6379) => new Error(`connect ECONNREFUSED 127.0.0.1:${port}`);

  it('are written once, then counted once an interval, until there are no more', () => {
    const { logger, read } = lines();
    for (let call = 0; call < 1_000; call++) logger.warn({ err: away() }, 'Redis failed');
    expect(read()).toMatchObject([{ msg: 'Redis failed' }]);
    jest.advanceTimersByTime(INTERVAL);
    expect(read()).toMatchObject([
      { level: 'warn', msg: 'Redis failed', repeated: 999, err: { message: away().message } },
    ]);
    jest.advanceTimersByTime(10 * INTERVAL);
    expect(read()).toEqual([]);
    logger.warn({ err: away() }, 'Redis failed');
    expect(read()).toMatchObject([{ msg: 'Redis failed' }]);
  });

  it('are equal whatever ids and numbers they name, and whichever child says them', () => {
    const { logger, read } = lines();
    logger.warn('job 17 of 0198c0de-0000-7000-8000-000000000001 is late');
    logger.child({ a: 1 }).warn('job %d of 0198c0de-0000-7000-8000-000000000002 is late', 18);
    logger.warn({ requestId: 'a', code: 'database_unavailable' }, 'failed');
    logger.warn({ requestId: 'b', code: 'database_unavailable' }, 'failed');
    logger.warn({ requestId: 'c', code: 'store_unavailable' }, 'failed');
    logger.warn(away(1));
    logger.warn(away(2));
    expect(read().map(({ msg, requestId }) => requestId ?? msg)).toEqual([
      'job 17 of 0198c0de-0000-7000-8000-000000000001 is late',
      'job 18 of 0198c0de-0000-7000-8000-000000000002 is late',
      'a',
      'c',
      away(1).message,
    ]);
  });

  it('are all that is counted: every error is written', () => {
    const { logger, read } = lines();
    for (let call = 0; call < 3; call++) logger.error(away(), 'broken');
    for (let call = 0; call < 3; call++) logger.info('done');
    expect(read()).toHaveLength(6);
  });
});
