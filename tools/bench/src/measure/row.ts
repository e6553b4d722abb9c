import { type Goal, goalText, isMet } from './goal.js';
import type { ComparisonResult } from './pairs.js';

/** A line of the table. */
export interface Row {
  readonly what: string;
  /** What it is compared to, and its figure; absent where a figure stands for itself. */
  readonly floor?: { readonly name: string; readonly figure: number };
  readonly ours: number;
  /** Of both figures, e.g. `URLs/s` or `ms`. */
  readonly unit: string;
  /** Median of the pairs' ratios, as the goal counts it: of rates, or of times. */
  readonly ratio?: number;
  readonly ratios?: readonly number[];
  readonly goal?: string;
  readonly met?: boolean;
}

/** A figure that is compared to nothing. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly figure: number;
  /** What it stands beside: the goal is then one of the ratio. */
  readonly beside?: { readonly name: string; readonly figure: number };
  readonly goal?: Goal;
}

export function rowOfComparison(result: ComparisonResult): Row {
  const { title, unit, ours, reference, goal } = result;
  const inTime = goal !== undefined && 'time' in goal;
  const ratio = inTime ? 1 / result.ratio : result.ratio;
  return {
    what: title,
    floor: { name: reference.name, figure: reference.perSecond },
    ours: ours.perSecond,
    unit: `${unit}/s`,
    ratio,
    ratios: inTime ? result.ratios.map((one) => 1 / one) : result.ratios,
    ...judged(goal, ratio),
  };
}

export function rowOfFigure({ what, unit, figure, beside, goal }: Figure): Row {
  if (!beside) return { what, ours: figure, unit, ...judged(goal, figure) };
  const ratio = figure / beside.figure;
  return { what, floor: beside, ours: figure, unit, ratio, ...judged(goal, ratio) };
}

function judged(goal: Goal | undefined, figure: number): Pick<Row, 'goal' | 'met'> {
  return goal ? { goal: goalText(goal), met: isMet(goal, figure) } : {};
}
