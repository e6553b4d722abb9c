import { describe, expect, it } from '@jest/globals';
import { isGood, report } from '../src/report.js';
import { runChaos } from '../src/run-chaos.js';

/** Two minutes of the seeds that `npm run chaos` can take; a failure is seen again by its seed. */
describe('uploads while everything breaks', () => {
  it('are neither lost nor wrong nor stuck', async () => {
    const said: string[] = [];
    const outcome = await runChaos({ minutes: 1.5, seed: 1, say: (line) => said.push(line) });
    if (!isGood(outcome)) throw new Error([...said, report(outcome)].join('\n'));
    expect(outcome.ledger.acknowledged.length).toBeGreaterThan(10);
    expect(outcome.past.length).toBeGreaterThan(5);
  }, 600_000);
});
