import { describe, expect, it } from '@jest/globals';
import type { TokenHolders } from '@waybill/domain';
import { stub } from '../../e2e/support/stubs.js';
import { TokenOrigins } from './token-origins.js';

const ORIGIN = 'https://shop.example';

describe('TokenOrigins', () => {
  const originsOf = (namesOrigin: TokenHolders['namesOrigin']) =>
    new TokenOrigins(stub<TokenHolders>({ namesOrigin }));

  it('remembers what it has looked up', async () => {
    const asked: string[] = [];
    const origins = originsOf((origin) => {
      asked.push(origin);
      return Promise.resolve(origin === ORIGIN);
    });
    for (let time = 0; time < 3; time += 1) {
      expect(await origins.names(ORIGIN)).toBe(true);
      expect(await origins.names('https://evil.example')).toBe(false);
    }
    expect(asked).toEqual([ORIGIN, 'https://evil.example']);
  });

  it('looks up no more than so many strangers, and those that are known all the same', async () => {
    let looks = 0;
    const origins = originsOf((origin) => {
      looks += 1;
      return Promise.resolve(origin === ORIGIN);
    });
    expect(await origins.names(ORIGIN)).toBe(true);
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => origins.names(`https://${index}.example`)),
    );
    // The tries may fall into two seconds.
    expect(looks).toBeLessThanOrEqual(102);
    expect(await origins.names(ORIGIN)).toBe(true);
  });

  it('names nothing while the database is away', async () => {
    const origins = originsOf(() => Promise.reject(new Error('away')));
    expect(await origins.names(ORIGIN)).toBe(false);
  });
});
