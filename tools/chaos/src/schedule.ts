import { Dice } from './random.js';

export interface Planned {
  readonly name: string;
  /** What it takes away: two faults at once never concern the same part. */
  readonly part: string;
}

export interface Step {
  /** Names of faults that begin together and end together. */
  readonly faults: readonly string[];
  /** Milliseconds. */
  readonly lasts: number;
  /** Milliseconds of peace before. */
  readonly pause: number;
}

const LASTS = [1_500, 6_000] as const;
const PAUSE = [500, 2_500] as const;
/** Of a hundred steps so many have a second fault on top. */
const DOUBLE = 20;

/** Steps without end: each fault once in random order, then all again. The same seed gives the same steps. */
export function* schedule(seed: number, all: readonly Planned[]): Generator<Step, never> {
  const dice = new Dice(seed);
  for (;;) {
    const deck = dice.shuffled(all);
    for (let first = deck.shift(); first; first = deck.shift()) {
      const { name, part } = first;
      const other = dice.happens(DOUBLE) ? deck.findIndex((one) => one.part !== part) : -1;
      const second = other < 0 ? [] : deck.splice(other, 1);
      const faults = [name, ...second.map((one) => one.name)];
      yield { faults, lasts: dice.between(...LASTS), pause: dice.between(...PAUSE) };
    }
  }
}
