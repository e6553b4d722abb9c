import { afterEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@waybill/domain';
import { createLogger } from '@waybill/observability';
import { StoreProfileError } from '@waybill/storage';
import { waitUntil } from '@waybill/testing';
import { StoreProfileProof } from './store-profile-proof.js';

const AWAY = new DomainError('store_unavailable', 'away');
const DISPROVED = new StoreProfileError('it took a wrong byte');

describe('StoreProfileProof', () => {
  let proof: StoreProfileProof;
  afterEach(() => proof.stop());

  function proving(...outcomes: (Error | undefined)[]): StoreProfileProof {
    const prove = () => {
      const outcome = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
      return outcome ? Promise.reject(outcome) : Promise.resolve();
    };
    proof = new StoreProfileProof(prove, createLogger('test', 'silent'), 1);
    return proof;
  }

  /** What it says no with, or undefined where it says yes. */
  function denial(): string | undefined {
    try {
      proof.assertProven();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  it('holds once it is proven', async () => {
    await proving(undefined).start();
    expect(() => proof.assertProven()).not.toThrow();
  });

  it('does not start on a store that takes a wrong byte', async () => {
    await expect(proving(DISPROVED).start()).rejects.toBe(DISPROVED);
    expect(() => proof.assertProven()).toThrow(
      expect.objectContaining({ code: 'store_unavailable' }),
    );
  });

  it('waits for a store that is away, and denies until then', async () => {
    await proving(AWAY, AWAY, undefined).start();
    expect(() => proof.assertProven()).toThrow(
      expect.objectContaining({ code: 'store_unavailable' }),
    );
    await waitUntil('the proof', () => Promise.resolve(denial() === undefined));
  });

  it('denies for good where a store that was away turns out to take a wrong byte', async () => {
    await proving(AWAY, DISPROVED, undefined).start();
    await waitUntil('the refusal', () => Promise.resolve(/operators/u.test(denial() ?? '')));
  });
});
