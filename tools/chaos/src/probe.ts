import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiCaller } from '@waybill/testing';
import {
  chunkUrls,
  createFile,
  cut,
  getFile,
  putSigned,
  waitUntil,
  type System,
} from '@waybill/testing';
import type { Ledger } from './clients/ledger.js';

const SIZE = 2_000;
/** Milliseconds for one small upload, from its declaration until it is complete. */
const ONE = 8_000;
/** Milliseconds after which what is broken counts as broken for good. */
const PATIENCE = 90_000;
const AGAIN = 100;

/**
 * How long the system takes until one small upload goes through from end to end, in milliseconds. Each try
 * is a new file, so that nothing waits for what was lost.
 * @throws where none does in time
 */
export async function untilUploadsPass(system: System, ledger: Ledger): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const passed = await upload(system.caller(), ledger).catch(() => false);
    const took = performance.now() - begun;
    if (passed) return took;
    if (took > PATIENCE) throw new Error(`No upload passed for ${Math.round(took / 1_000)} s.`);
    await sleep(AGAIN);
  }
}

async function upload(api: ApiCaller, ledger: Ledger): Promise<boolean> {
  const content = randomBytes(SIZE);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const signal = AbortSignal.timeout(ONE);
  const work = async () => {
    const { id } = await createFile(api, { size: SIZE, strategy: 'single', autoComplete: true });
    ledger.note({ told: 'begun', id, fate: 'kept', strategy: 'single', sha256 });
    const chunks = cut(content, SIZE);
    const [signed] = await chunkUrls(api, id, chunks);
    if (!signed || !chunks[0]) return false;
    if ((await putSigned(signed, chunks[0].body)).status !== 200) return false;
    const isCompleted = async () => (await getFile(api, id)).status === 'completed';
    await waitUntil('the probe', isCompleted, ONE);
    ledger.note({ told: 'done', id });
    return true;
  };
  const late = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('late')), { once: true }),
  );
  // What comes late is looked at in the end, as every upload is.
  const working = work();
  working.catch(() => undefined);
  return Promise.race([working, late]);
}
