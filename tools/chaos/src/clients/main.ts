import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  bytesSource,
  isTransient,
  WaybillClient,
  WaybillError,
  type UploadOptions,
} from '@waybill/client';
import { Dice } from '../random.js';
import type { ClientMessage, Fate } from './message.js';

/** A client in a process of its own: uploads one file after another until it is asked to end. */
const KIB = 1024;
const MIB = 1024 * KIB;
const STRATEGIES = ['auto', 'chunks', 'multipart', 'single'] as const;
type Strategy = (typeof STRATEGIES)[number];
/** Milliseconds after which a client gives up: longer than any fault lasts, and its healing. */
const PATIENCE = 150_000;
const AGAIN = 500;

const [url = '', apiKey = '', seed = '0'] = process.argv.slice(2);
const client = new WaybillClient({ url, credential: apiKey });
const dice = new Dice(Number(seed));
let ending = false;
process.on('SIGTERM', () => (ending = true));

function tell(message: ClientMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Most are kept. */
function fate(): Fate {
  const roll = dice.between(1, 100);
  if (roll > 40) return 'kept';
  if (roll > 24) return 'removed';
  if (roll > 14) return 'aborted';
  return roll > 7 ? 'left' : 'wrong';
}

/** Asks again until it is done. What the SDK throws on its way is counted. */
async function insist<T>(work: () => Promise<T>, isDone?: (error: WaybillError) => boolean) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof WaybillError && isDone?.(error)) return undefined;
      if (Date.now() > end || !(error instanceof WaybillError)) throw error;
      tell({ told: 'retried', error: `${error.code}: ${error.detail}` });
      await sleep(AGAIN);
    }
  }
}

async function upload(content: Buffer, strategy: Strategy, becomes: Fate): Promise<void> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const stop = new AbortController();
  let id: string | undefined;
  const options = (): UploadOptions => ({
    strategy,
    chunkSize: 5 * MIB,
    signal: stop.signal,
    ...(id !== undefined && { resume: id }),
    onStart: ({ file, resumed }) => {
      id = file.id;
      if (!resumed) tell({ told: 'begun', id, fate: becomes, strategy, sha256 });
    },
    onProgress: ({ bytesSent, bytesTotal }) => {
      if (['aborted', 'left'].includes(becomes) && bytesSent > bytesTotal / 3) stop.abort();
    },
  });
  try {
    await insist(() => client.upload(bytesSource(`${strategy}.bin`, content), options()));
  } catch (error) {
    if (!stop.signal.aborted)
      return tell({ told: 'gave up', ...(id && { id }), error: String(error) });
  }
  if (id === undefined) return;
  const file = id;
  if (becomes === 'removed' || becomes === 'aborted') {
    await insist(
      () => client.deleteFile(file),
      ({ status }) => status === 404,
    );
  }
  // A small file may have been through before it was to be left.
  if (becomes !== 'left') tell({ told: 'done', id });
}

/** Declares one content and sends another. Whatever takes it, the file must never be complete. */
async function sendWrong(content: Buffer): Promise<void> {
  const declared = createHash('sha256').update(content).digest('hex');
  const md5 = createHash('md5').update(content).digest('hex');
  const { id } = (await insist(() =>
    client.createFile({ name: 'wrong.bin', size: content.length, strategy: 'chunks' }),
  )) ?? { id: '' };
  tell({ told: 'begun', id, fate: 'wrong', strategy: 'chunks', sha256: declared });
  const asked = { chunks: [{ number: 1, sha256: declared, md5 }] };
  const urls = await insist(() => client.chunkUrls(id, asked));
  const [signed] = urls?.urls ?? [];
  if (!signed) return;
  const headers = Object.fromEntries(
    Object.entries(signed.headers).filter(([name]) => name !== 'content-length'),
  );
  const body = new Uint8Array(randomBytes(content.length));
  const signal = AbortSignal.timeout(10_000);
  await fetch(signed.url, { method: 'PUT', headers, body, signal }).catch(() => undefined);
  // Refused as it should be, or not answered: what became of it is looked at in the end.
  await client.completeFile(id).catch(() => undefined);
}

while (!ending) {
  const becomes = fate();
  const strategy = dice.pick(STRATEGIES);
  const isSmall = becomes === 'wrong' || strategy === 'single' || dice.happens(50);
  const size = isSmall ? dice.between(1, 600 * KIB) : 5 * MIB + dice.between(1, MIB);
  const content = randomBytes(size);
  try {
    if (becomes === 'wrong') await sendWrong(content);
    else await upload(content, strategy, becomes);
  } catch (error) {
    if (!isTransient(error)) tell({ told: 'gave up', error: String(error) });
  }
  await sleep(dice.between(0, 300));
}
