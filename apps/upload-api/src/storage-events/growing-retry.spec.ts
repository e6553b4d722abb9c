import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@waybill/domain';
import { GrowingRetry } from './growing-retry.js';

const away = () => Promise.reject(new DomainError('queue_unavailable', 'away'));

describe('GrowingRetry', () => {
  it('asks for longer pauses the longer it lasts, up to a minute, and begins anew after a success', async () => {
    let at = 0;
    const retry = new GrowingRetry(() => at * 1_000);
    const asked = async (seconds: number) => {
      at = seconds;
      const error: unknown = await retry.run(away).catch((thrown: unknown) => thrown);
      return (error as DomainError).extensions['retryAfter'];
    };
    expect([await asked(0), await asked(3), await asked(20), await asked(600)]).toEqual([
      2, 2, 10, 60,
    ]);
    await expect(retry.run(() => Promise.resolve('taken'))).resolves.toBe('taken');
    expect(await asked(601)).toBe(2);
  });

  it('leaves other errors as they are', async () => {
    const bad = new DomainError('events_unparsable', 'no');
    await expect(new GrowingRetry().run(() => Promise.reject(bad))).rejects.toBe(bad);
  });
});
