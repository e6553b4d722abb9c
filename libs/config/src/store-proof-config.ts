import { z } from 'zod';
import { readEnvironment, type Environment } from './env.js';

/** What a store can let through by the URL of an upload (docs/stores.md, "The proof at the start"). */
export const STORE_GAPS = [
  'copy-source',
  'public-acl',
  'unsigned-headers',
  'second-put',
  'wrong-length',
] as const;
export type StoreGap = (typeof STORE_GAPS)[number];

/** What the API expects of the store when it proves it. */
export interface StoreProofConfig {
  /** `auto`: the strongest that the store turns out to enforce. Less than a named one is an error. */
  readonly profile: 'auto' | 'sha256' | 'md5' | 'none';
  /** What the operator knows of and takes on; everything else means that no URL is given out. */
  readonly acceptedGaps: readonly StoreGap[];
}

const names = STORE_GAPS.join(', ');
const gaps = z
  .string()
  .transform((list) => list.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(STORE_GAPS, { error: `must be of ${names}, with commas between them` })));

export const storeProofVariables = z.object({
  WAYBILL_STORE_PROFILE: z.enum(['auto', 'sha256', 'md5', 'none']).default('auto'),
  WAYBILL_ACCEPTED_STORE_GAPS: gaps.optional(),
});

export function loadStoreProofConfig(env?: Environment): StoreProofConfig {
  const values = readEnvironment(storeProofVariables, env);
  return {
    profile: values.WAYBILL_STORE_PROFILE,
    acceptedGaps: values.WAYBILL_ACCEPTED_STORE_GAPS ?? [],
  };
}
