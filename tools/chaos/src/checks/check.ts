import type { Ledger } from '../clients/ledger.js';
import type { World } from '../world/world.js';

export interface Scene {
  readonly world: World;
  readonly ledger: Ledger;
}

/** @returns what is not as it has to be, a line each; nothing where all is well */
export type Check = (scene: Scene) => Promise<readonly string[]>;
