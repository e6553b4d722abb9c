import type { Clients } from '../clients/clients.js';
import type { Dice } from '../random.js';
import type { World } from '../world/world.js';

export interface Stage {
  readonly world: World;
  readonly clients: Clients;
  readonly dice: Dice;
}

/** Something that goes wrong, until what it gives is called: then it is well again. */
export type Fault = (stage: Stage) => Promise<End> | End;
export type End = () => Promise<unknown> | void;

/** By the part that they concern, and by their name in the report. */
export type FaultsByPart = Readonly<Record<string, Readonly<Record<string, Fault>>>>;
