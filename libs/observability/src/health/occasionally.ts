/**
 * Does `work` once an interval at most, however often it is asked for; in between its last outcome
 * stands, success or failure. For checks that write, and cost.
 * @param intervalMs milliseconds
 */
export function occasionally(
  intervalMs: number,
  work: () => Promise<unknown>,
  now: () => number = () => performance.now(),
): () => Promise<unknown> {
  let last: { readonly outcome: Promise<unknown>; until: number } | undefined;
  return () => {
    if (last && now() < last.until) return last.outcome;
    // As long as it is under way everyone waits for it.
    const mine = { outcome: work(), until: Infinity };
    last = mine;
    const settled = () => (mine.until = now() + intervalMs);
    mine.outcome.then(settled, settled);
    return mine.outcome;
  };
}
