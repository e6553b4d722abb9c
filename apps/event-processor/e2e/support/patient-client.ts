import {
  getFile,
  listChunks,
  putSigned,
  randomChunks,
  waitUntil,
  type ApiCaller,
  type ChunkUrlView,
  type FileView,
} from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;
const SIZE = CHUNK + 20_000;
/** Every upload has to be through by itself this long after the last outage; milliseconds. */
const HEALED_WITHIN = 90_000;

/** A client that does not give up: it asks again whatever it is answered, and sends what is missing. */
export async function upload(api: ApiCaller, size = SIZE): Promise<string> {
  const chunks = randomChunks(size, CHUNK);
  const key = crypto.randomUUID();
  const body = { name: 'stream.bin', size, chunkSize: CHUNK, autoComplete: true };
  const file = await insist(async () => {
    const made = await api.call<FileView>('POST', '/v1/files', body, { 'idempotency-key': key });
    return made.status === 201 ? made.body : undefined;
  });
  for (const { number, sha256, md5, body: bytes } of chunks) {
    await insist(async () => {
      const path = `/v1/files/${file.id}/chunks/urls`;
      const asked = { chunks: [{ number, sha256, md5 }] };
      const answer = await api.call<{ urls: ChunkUrlView[] }>('POST', path, asked);
      // Somebody has found it in the store already.
      if (answer.status === 409) return true;
      const [signed] = answer.status === 200 ? answer.body.urls : [];
      if (!signed) return undefined;
      // 412: an earlier try did arrive, though its answer did not.
      return [200, 412].includes((await putSigned(signed, bytes)).status) || undefined;
    });
  }
  return file.id;
}

export async function completion(api: ApiCaller, fileId: string): Promise<void> {
  let last: unknown;
  await waitUntil(
    'the file to complete by itself',
    async () => {
      const file = await quietly(() => getFile(api, fileId));
      last = { file, chunks: await quietly(() => listChunks(api, fileId)) };
      return file?.status === 'completed';
    },
    HEALED_WITHIN,
  ).catch((error: unknown) => {
    throw new Error(JSON.stringify(last), { cause: error });
  });
}

async function insist<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  return waitUntil('an answer', async () => (await quietly(attempt)) ?? false, 60_000);
}

async function quietly<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch {
    return undefined;
  }
}
