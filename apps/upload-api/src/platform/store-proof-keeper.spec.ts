import { afterEach, describe, expect, it } from '@jest/globals';
import { DomainError, type StoreFacts } from '@waybill/domain';
import { createLogger } from '@waybill/observability';
import { StoreProofError, type StoreProof } from '@waybill/storage';
import { waitUntil } from '@waybill/testing';
import { StoreProofKeeper } from './store-proof-keeper.js';

const AWAY = new DomainError('store_unavailable', 'away');
const DISPROVED = new StoreProofError('it took a wrong byte');
const FACTS = { profile: 'md5', gaps: [], sealsFinals: true } as const;
const PROOF: StoreProof = { ...FACTS, gapDetails: [] };

describe('StoreProofKeeper', () => {
  let keeper: StoreProofKeeper;
  let recorded: Omit<StoreFacts, 'provenAt'>[];
  afterEach(() => keeper.stop());

  function proving(outcomes: (Error | StoreProof)[], offsetMs = 0): StoreProofKeeper {
    recorded = [];
    const prove = () => {
      const outcome = (outcomes.length > 1 ? outcomes.shift() : outcomes[0]) ?? PROOF;
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    };
    const watch = {
      start: () => Promise.resolve(),
      stop: () => undefined,
      record: (facts: (typeof recorded)[number]) => Promise.resolve(void recorded.push(facts)),
    };
    const known = {
      get gaps() {
        return recorded.at(-1)?.gaps ?? [];
      },
    };
    const logger = createLogger('test', 'silent');
    keeper = new StoreProofKeeper({ prove, known, watch, clock: { offsetMs }, logger }, 1);
    return keeper;
  }

  /** What it says no with, or undefined where it says yes. */
  function denial(): string | undefined {
    try {
      keeper.assertProven();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  it('holds once it is proven, and records for all what was found', async () => {
    await proving([PROOF]).start();
    expect(denial()).toBeUndefined();
    expect(recorded).toEqual([FACTS]);
    expect(() => keeper.assertNoGap()).not.toThrow();
    expect(() => keeper.assertClock()).not.toThrow();
  });

  it('does not start on a store that takes a wrong byte, and records nothing', async () => {
    await expect(proving([DISPROVED]).start()).rejects.toBe(DISPROVED);
    expect(() => keeper.assertProven()).toThrow(
      expect.objectContaining({ code: 'store_unavailable' }),
    );
    expect(recorded).toEqual([]);
  });

  it('waits for a store that is away, and denies until then', async () => {
    await proving([AWAY, AWAY, PROOF]).start();
    expect(denial()).toMatch(/ask again/u);
    await waitUntil('the proof', () => Promise.resolve(denial() === undefined));
  });

  it('denies for good where a store that was away turns out to take a wrong byte', async () => {
    await proving([AWAY, DISPROVED, PROOF]).start();
    await waitUntil('the refusal', () => Promise.resolve(/operators/u.test(denial() ?? '')));
  });

  it('tells readiness of an accepted gap, and of a clock that is off', async () => {
    await proving([{ ...PROOF, gaps: ['public-acl'], gapDetails: ['seen'] }], -90_000).start();
    expect(denial()).toBeUndefined();
    expect(() => keeper.assertNoGap()).toThrow(/public-acl/u);
    expect(() => keeper.assertClock()).toThrow(/90 s ahead of the store's/u);
  });
});
