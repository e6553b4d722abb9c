import { ACCOUNT_MUTANTS } from './account.js';
import { INTAKE_MUTANTS } from './intake.js';
import type { Mutant } from './mutant.js';
import { PUBLICATION_MUTANTS } from './publication.js';
import { STORE_MUTANTS } from './store.js';

/** Every bug that was planted by hand. */
export const MUTANTS: readonly Mutant[] = [
  ...INTAKE_MUTANTS,
  ...ACCOUNT_MUTANTS,
  ...PUBLICATION_MUTANTS,
  ...STORE_MUTANTS,
];
