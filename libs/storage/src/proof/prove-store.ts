import { randomUUID } from 'node:crypto';
import type { S3Config, StoreGap, StoreProofConfig } from '@waybill/config';
import type { StoreProfile } from '@waybill/domain';
import { createS3Client } from '../client/create-s3-client.js';
import { createPresigner, type ObjectStore } from '../object-store.js';
import { encodeKey } from '../signing/encode.js';
import { storeAddress } from '../signing/store-address.js';
import { findGaps, type FoundGap } from './find-gaps.js';
import { boundUrls, enforces, findProfile } from './find-profile.js';
import { gapsText, profileText } from './proof-texts.js';
import { StoreProofError } from './store-proof-error.js';
import { RIGHT, TrialPuts, type UrlClass } from './trial-puts.js';

/** Where the trials are; below what the upload identity may write to. */
const PROOF_PREFIX = 'uploads/.proof/';

/** Milliseconds for one request: nobody waits for it, so it may take longer than others of the API. */
const TRIAL_MS = 10_000;

/** What the store was found to do. */
export interface StoreProof {
  readonly profile: StoreProfile;
  /** Accepted by the operator, each once. */
  readonly gaps: readonly StoreGap[];
  /** For the log: a sentence each. */
  readonly gapDetails: readonly string[];
  /** Whether unseen traits of an object that a client wrote have to be taken off before it is published. */
  readonly sealsFinals: boolean;
}

type ProofPorts = Pick<ObjectStore, 'remover' | 'uploads' | 'sealer' | 'clock'>;

/**
 * Tries on the store what the holder of a URL could: other bytes, another object's bytes, readers of
 * his own, headers that were not signed, a second and a longer body. Everything that it writes is
 * removed again.
 * @throws StoreProofError where the store enforces less than is asked for, or lets through what
 *   nobody has accepted
 * @throws DomainError store_unavailable where it cannot be tried
 */
export async function proveStore(
  config: S3Config,
  ports: ProofPorts,
  wanted: StoreProofConfig,
): Promise<StoreProof> {
  const puts = new TrialPuts(trialPorts(config, ports), `${PROOF_PREFIX}${randomUUID()}/`);
  try {
    const proof = await prove(puts, config, ports, wanted);
    await puts.remove();
    return proof;
  } catch (error) {
    // What went wrong first says more than that the store still does not answer.
    await puts.remove().catch(() => undefined);
    throw error;
  }
}

async function prove(
  puts: TrialPuts,
  { bucket, prefix }: S3Config,
  { sealer }: ProofPorts,
  wanted: StoreProofConfig,
): Promise<StoreProof> {
  await puts.readClock();
  const profile = await proveProfile(puts, wanted.profile);
  const seal = (key: string) =>
    sealer.seal(key, { contentType: 'text/plain', name: 'proof', size: RIGHT.length });
  const canary = `/${bucket}/${prefix}${encodeKey(await puts.canary())}`;
  const world = { canary, puts, seal };
  const urls = [...unboundUrls(profile), ...boundUrls(profile)];
  const { gaps, takesAcls } = await findGaps(world, urls);
  assertAccepted(gaps, wanted.acceptedGaps);
  return {
    profile,
    gaps: [...new Set(gaps.map(({ gap }) => gap))],
    gapDetails: gaps.map(({ detail }) => detail),
    sealsFinals: takesAcls,
  };
}

function unboundUrls(profile: StoreProfile): readonly UrlClass[] {
  return (['object', 'part'] as const).map((kind) => ({ kind, profile, digests: [] }));
}

async function proveProfile(
  puts: TrialPuts,
  wanted: StoreProofConfig['profile'],
): Promise<StoreProfile> {
  if (wanted === 'auto') return findProfile(puts);
  if (wanted === 'none' || (await enforces(puts, wanted))) return wanted;
  throw new StoreProofError(profileText(wanted));
}

function assertAccepted(found: readonly FoundGap[], accepted: readonly StoreGap[]): void {
  const open = found.filter(({ gap }) => !accepted.includes(gap));
  if (open.length > 0) throw new StoreProofError(gapsText(open));
}

/** Tried from here, where the name that clients use for the store may not be known. */
function trialPorts(config: S3Config, { uploads, remover, clock }: ProofPorts) {
  const here: S3Config = { ...config, publicEndpoint: config.endpoint };
  const client = createS3Client(here);
  const { origin, basePath } = storeAddress(client, here);
  client.destroy();
  return {
    uploadUrls: createPresigner(here, here.uploadCredentials),
    serviceUrls: createPresigner(here),
    address: (encodedKey: string) => `${origin}${basePath}/${encodedKey}`,
    uploads,
    remover,
    clock,
    timeoutMs: TRIAL_MS,
  };
}
