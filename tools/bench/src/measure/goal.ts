/** What a figure should come to, on any machine: a ratio is of the floor measured in the same run. */
export type Goal =
  /** Our rate over the floor's, at least. */
  | { readonly rate: number }
  /** Our time over the floor's, at most. */
  | { readonly time: number }
  /** Our rate over the floor's, no further from 1 than this, either way. */
  | { readonly within: number }
  /** The figure itself, at most. */
  | { readonly atMost: number };

export function isMet(goal: Goal, figure: number): boolean {
  if ('within' in goal) return Math.abs(figure - 1) <= goal.within;
  return 'rate' in goal ? figure >= goal.rate : figure <= limitOf(goal);
}

export function goalText(goal: Goal): string {
  if ('within' in goal) return `1 ± ${goal.within}`;
  return 'rate' in goal ? `≥ ${goal.rate}` : `≤ ${limitOf(goal)}`;
}

function limitOf(
  goal: Extract<Goal, { readonly time: number } | { readonly atMost: number }>,
): number {
  return 'time' in goal ? goal.time : goal.atMost;
}
