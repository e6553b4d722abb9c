import type { Truth } from './actors/truth.js';
import type { StoreLaws } from './store/sim-store.js';

/**
 * What is settled before a seed is thrown: a storm in which what has to be seen happens often, where
 * among all storms it happens in few. The rest stays the seed's.
 */
export interface Scene {
  readonly laws?: Partial<StoreLaws>;
  /** What each client means to do. */
  readonly file?: (truth: Truth) => Truth;
}
