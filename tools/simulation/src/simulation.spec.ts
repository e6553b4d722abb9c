import { describe, expect, it } from '@jest/globals';
import { MUTANTS } from './mutants/index.js';
import { simulate } from './simulate.js';
import { addCoverage, type Coverage } from './trace.js';

const SEEDS = 200;
/** Seeds that are searched for a planted bug where the one that is known to find it does not. */
const SEARCHED = 300;

/** What must have happened in these seeds, and how often at least: well below what does. */
const AT_LEAST: Coverage = {
  calls: 40_000,
  'failed before': 200,
  'failed after': 200,
  crashes: 150,
  flushes: 20,
  events: 1_000,
  'events dropped': 60,
  'events doubled': 60,
  'events late': 60,
  'messages lost': 100,
  'bodies sent again': 10,
  'jobs stalled': 10,
  'attempts failed': 50,
  'wrong objects': 50,
  races: 50,
  'uploads lost': 50,
  'streams opened': 600,
  intrusions: 100,
  'chunk storage': 300,
  'chunk client': 100,
  'reported together': 40,
  'chunk reconciler': 40,
  'file.completed': 200,
  'file.expired': 30,
  'file.aborted': 15,
  'file.deleted': 20,
  'file.failed': 5,
};

describe('the event path', () => {
  it(`keeps every invariant in ${SEEDS} storms, and they were storms`, async () => {
    const coverage: Coverage = {};
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const outcome = await simulate(seed);
      expect({ seed, broken: outcome.violation?.message }).toEqual({ seed, broken: undefined });
      addCoverage(coverage, outcome.coverage);
    }
    const tooFew = Object.entries(AT_LEAST).filter(
      ([what, least]) => (coverage[what] ?? 0) < least,
    );
    expect(tooFew.map(([what, least]) => `${what}: ${coverage[what] ?? 0} of ${least}`)).toEqual(
      [],
    );
  }, 300_000);

  it('is the same for the same seed, byte for byte', async () => {
    const [first, again, other] = [
      await simulate(7, { trace: true }),
      await simulate(7, { trace: true }),
      await simulate(8, { trace: true }),
    ];
    expect(first.trace.split('\n').length).toBeGreaterThan(200);
    expect(again.trace).toBe(first.trace);
    expect(other.trace).not.toBe(first.trace);
  });
});

describe('a bug planted by hand', () => {
  it('is one of at least twenty', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'is found: it %s',
    async (_, mutant) => {
      const seeds = [mutant.seed, ...Array.from({ length: SEARCHED }, (_, index) => index + 1)];
      for (const seed of seeds) {
        const { violation } = await simulate(seed, { mutant });
        if (!violation) continue;
        // By the bug and nothing else: without it the same seed passes.
        const { scene } = mutant;
        expect((await simulate(seed, { ...(scene && { scene }) })).violation).toBeUndefined();
        return;
      }
      throw new Error(`Neither seed ${mutant.seed} nor one up to ${SEARCHED} has found it.`);
    },
    120_000,
  );
});
