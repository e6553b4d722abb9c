import { z } from 'zod';
import { readEnvironment, variable, type Environment, type Settings } from './env.js';
import { entries } from './lists.js';

/** What a store can let through by the URL of an upload (docs/stores.md, "The proof at the start"). */
export const STORE_GAPS = [
  'copy-source',
  'public-acl',
  'unsigned-headers',
  'second-put',
  'wrong-length',
] as const;
export type StoreGap = (typeof STORE_GAPS)[number];

const profile = z.enum(['auto', 'sha256', 'md5', 'none']).default('auto');

const names = STORE_GAPS.join(', ');
const gaps = entries
  .pipe(z.array(z.enum(STORE_GAPS, { error: `must be of ${names}, with commas between them` })))
  .default([]);

/** What the API expects of the store when it proves it. */
export const storeProofSettings = z.object({
  /** `auto`: the strongest that the store turns out to enforce. Less than a named one is an error. */
  profile: variable('WAYBILL_STORE_PROFILE', profile),
  /** What the operator knows of and takes on; everything else means that no URL is given out. */
  acceptedGaps: variable('WAYBILL_ACCEPTED_STORE_GAPS', gaps),
});
export type StoreProofConfig = Settings<typeof storeProofSettings>;

export function loadStoreProofConfig(env?: Environment): StoreProofConfig {
  return readEnvironment(storeProofSettings, env);
}
