import type { StoreProfile } from '@waybill/domain';
import { DIGEST_REFUSALS } from './refusals.js';
import { answered } from './store-answer.js';
import { WRONG, type TrialPuts, type UrlClass } from './trial-puts.js';

/** From the strongest on. */
const BINDING = ['sha256', 'md5'] as const;

/** Every URL of a profile by which a digest binds its bytes. */
export function boundUrls(profile: StoreProfile): readonly UrlClass[] {
  if (profile === 'none') return [];
  return (['object', 'part'] as const).flatMap((kind) =>
    (['md5', 'sha256'] as const).map((digest) => ({ kind, profile, digests: [digest] })),
  );
}

/** @returns the strongest profile of which the store refuses a wrong byte by every one of its URLs */
export async function findProfile(puts: TrialPuts): Promise<StoreProfile> {
  for (const profile of BINDING) if (await enforces(puts, profile)) return profile;
  return 'none';
}

/** @throws DomainError store_unavailable where the store does not take the right bytes either */
export async function enforces(puts: TrialPuts, profile: StoreProfile): Promise<boolean> {
  for (const url of boundUrls(profile)) {
    const trial = await puts.open(url);
    if (!DIGEST_REFUSALS.includes(answered(await trial.send({}, WRONG)))) return false;
    await trial.control();
  }
  return true;
}
