import type { Violation } from './checks/violation.js';
import { AS_IT_IS, type Mutant } from './mutants/mutant.js';
import type { Scene } from './scene.js';
import type { Coverage } from './trace.js';
import { World } from './world.js';

export interface Outcome {
  readonly seed: number;
  readonly violation: Violation | undefined;
  /** Empty unless it was asked for. */
  readonly trace: string;
  readonly coverage: Coverage;
  readonly steps: number;
}

export interface SimulateOptions {
  readonly mutant?: Mutant;
  /** The mutant's own, unless another is given. */
  readonly scene?: Scene;
  readonly trace?: boolean;
}

/** Runs one seed. The same seed gives the same run, byte for byte. */
export async function simulate(
  seed: number,
  { mutant = AS_IT_IS, scene = mutant.scene ?? {}, trace = false }: SimulateOptions = {},
): Promise<Outcome> {
  const world = new World(seed, mutant, scene, trace);
  await world.run();
  const { checks, time } = world;
  const { coverage, text } = world.trace;
  return { seed, violation: checks.violation, trace: text, coverage, steps: time.steps };
}
