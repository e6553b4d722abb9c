import type { Random } from './random.js';

/** How bad it is: what goes wrong, and how often. Probabilities of one chance each. */
export interface Climate {
  readonly callFails: number;
  readonly callHangs: number;
  readonly eventDropped: number;
  readonly eventDoubled: number;
  readonly eventLate: number;
  readonly messageLost: number;
  readonly wakeLost: number;
  readonly streamCut: number;
  readonly wrongBytes: number;
  /** Milliseconds between two crashes of some process, on average; likewise below. */
  readonly crashEvery: number;
  readonly flushEvery: number;
  readonly uploadLostEvery: number;
}

/** Every seed has a climate of its own: some storms have only one kind of trouble. */
export function climateOf(random: Random): Climate {
  const sometimes = (most: number): number => (random.chance(0.4) ? 0 : random.next() * most);
  return {
    callFails: sometimes(0.06),
    callHangs: sometimes(0.04),
    eventDropped: sometimes(0.4),
    eventDoubled: sometimes(0.5),
    eventLate: sometimes(0.5),
    messageLost: sometimes(0.3),
    wakeLost: sometimes(0.5),
    streamCut: sometimes(0.6),
    wrongBytes: sometimes(0.3),
    crashEvery: random.chance(0.3) ? Infinity : random.between(2_000, 15_000),
    flushEvery: random.chance(0.6) ? Infinity : random.between(8_000, 30_000),
    uploadLostEvery: random.chance(0.5) ? Infinity : random.between(1_000, 10_000),
  };
}

/** The storm, until it clears for good. */
export class Weather {
  clear = false;

  constructor(
    readonly climate: Climate,
    private readonly random: Random,
  ) {}

  strikes(what: Exclude<keyof Climate, `${string}Every`>): boolean {
    return !this.clear && this.random.chance(this.climate[what]);
  }
}
