import { afterEach, describe, expect, it } from '@jest/globals';
import { DomainError, type BucketMarker, type Log } from '@waybill/domain';
import { waitUntil } from '@waybill/testing';
import { BucketOwnedError } from './bucket-owned-error.js';
import { BucketOwnership, TakeOver } from './bucket-ownership.js';

const AWAY = new DomainError('store_unavailable', 'away');
const THEIRS = new BucketOwnedError('The bucket "b"', 'them', 'us');
const nothing = (): void => undefined;

describe('BucketOwnership', () => {
  let ownership: BucketOwnership;
  let began = 0;
  afterEach(() => {
    ownership.stop();
    began = 0;
  });

  async function start(...outcomes: (Error | undefined)[]): Promise<void> {
    const read = () => {
      const outcome = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
      return outcome ? Promise.reject(outcome) : Promise.resolve('us');
    };
    const marker = { read } as unknown as BucketMarker;
    const us = { id: () => Promise.resolve('us') };
    const log = { fatal: nothing, warn: nothing } as unknown as Log;
    ownership = new BucketOwnership(marker, us, new TakeOver(undefined), log, 1);
    await ownership.start(() => (began += 1));
  }

  const denial = (): string | undefined => {
    try {
      ownership.assertOwned();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('lets the work begin on a bucket that is ours', async () => {
    await start(undefined);
    expect(began).toBe(1);
    expect(denial()).toBeUndefined();
  });

  it("does not start on another installation's bucket", async () => {
    await expect(start(THEIRS)).rejects.toBe(THEIRS);
    expect(began).toBe(0);
    expect(denial()).toContain('another installation');
  });

  it('waits for a store that is away, and works on nothing until then', async () => {
    await start(AWAY, AWAY, undefined);
    expect(began).toBe(0);
    expect(denial()).toContain('ask again soon');
    await waitUntil('the work to begin', () => Promise.resolve(began === 1));
    expect(denial()).toBeUndefined();
  });

  it("never begins where a store that was away turns out to be another's", async () => {
    await start(AWAY, THEIRS, undefined);
    await waitUntil('the refusal', () => Promise.resolve(/operators/u.test(denial() ?? '')));
    expect(began).toBe(0);
  });

  it('finds out, when it is asked, that the bucket was taken over', async () => {
    await start(undefined, THEIRS);
    await expect(ownership.verify()).rejects.toBe(THEIRS);
  });
});
