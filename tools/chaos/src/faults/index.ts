import type { Planned } from '../schedule.js';
import type { Fault, FaultsByPart } from './fault.js';
import { PROCESS_FAULTS } from './processes.js';
import { SERVER_FAULTS } from './servers.js';
import { OTHER_FAULTS } from './surroundings.js';

export type { End, Stage } from './fault.js';

const BY_PART: FaultsByPart = { ...PROCESS_FAULTS, ...SERVER_FAULTS, ...OTHER_FAULTS };

/** Everything that can go wrong here. */
export const FAULTS: readonly (Planned & { readonly begin: Fault })[] = Object.entries(
  BY_PART,
).flatMap(([part, faults]) =>
  Object.entries(faults).map(([name, begin]) => ({ part, name, begin })),
);
