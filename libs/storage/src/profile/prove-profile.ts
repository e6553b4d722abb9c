import { createHash, randomUUID } from 'node:crypto';
import type { S3Config } from '@waybill/config';
import { DomainError, type ChunkPut, type SignedRequest } from '@waybill/domain';
import { createPresigner, type ObjectStore } from '../object-store.js';
import { encodeKey } from '../signing/encode.js';
import type { PutKind } from '../signing/put-headers.js';
import { PutSigner } from '../signing/put-signer.js';
import { StoreProfileError } from './store-profile-error.js';

const DECLARED = Buffer.from('a');
const SENT = Buffer.from('b');

/** Seconds. */
const URL_LIFE = 60;

interface Trial {
  readonly kind: PutKind;
  readonly digest: 'sha256' | 'md5';
}

/** Each digest that a URL of these profiles can bind, in each way in which it binds it. */
const TRIALS: readonly Trial[] = [
  { kind: 'object', digest: 'sha256' },
  { kind: 'part', digest: 'sha256' },
  { kind: 'part', digest: 'md5' },
];

/**
 * Sends the store one wrong byte by a URL that binds the right one. What a profile says is enforced
 * is believed ever after, so a store that takes the byte must not be used by that profile. Writes
 * nothing where all is well.
 * @throws StoreProfileError where the store takes it
 * @throws DomainError store_unavailable where it cannot be tried
 */
export async function proveProfile(
  config: S3Config,
  remover: ObjectStore['remover'],
): Promise<void> {
  if (config.profile === 'none') return;
  // Tried from here, where the name that clients use for the store may not be known.
  const presigner = createPresigner({ ...config, publicEndpoint: config.endpoint });
  const signer = new PutSigner(presigner, config.profile, () => new Date());
  for (const trial of TRIALS) {
    const key = `uploads/.profile/${randomUUID()}`;
    const place = () => ({ encodedKey: encodeKey(key) });
    const [request] = signer.sign([putOf(trial)], { kind: trial.kind, place }, URL_LIFE);
    if (!request) throw new Error('Nothing was signed.');
    const status = await send(request, config.requestTimeoutMs);
    if (status === 400) continue;
    if (status !== 200) {
      throw unavailable(`it answered ${status} to a PUT that it should have refused with 400`);
    }
    await remover.remove([key]);
    throw new StoreProfileError(
      `The store took a wrong byte by a URL that was bound to the ${trial.digest} of another: it does ` +
        `not enforce what WAYBILL_STORE_PROFILE=${config.profile} promises. ${advice(config.profile)}`,
    );
  }
}

function advice(profile: S3Config['profile']): string {
  return profile === 'sha256'
    ? 'Try "md5"; with "none" every chunk is read back before it is believed.'
    : 'Set it to "none": then every chunk is read back before it is believed.';
}

function putOf({ digest }: Trial): ChunkPut {
  const value = createHash(digest).update(DECLARED).digest('hex');
  return { fileId: '', number: 1, size: SENT.length, [digest]: value };
}

async function send({ url, headers }: SignedRequest, timeoutMs: number): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'PUT',
      headers,
      body: SENT,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    throw unavailable(String((error as Error).cause ?? error));
  }
}

function unavailable(why: string): DomainError {
  return new DomainError(
    'store_unavailable',
    `What the store enforces could not be tried: ${why}.`,
  );
}
