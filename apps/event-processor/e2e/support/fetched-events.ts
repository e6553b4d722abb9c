import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import {
  type AppProcess,
  chunkRecord,
  createFile,
  getFile,
  type FileView,
  type System,
  waitUntil,
} from '@waybill/testing';

export const CHUNK = 5 * 1024 * 1024;

/** Events of the chunks of a file that was only declared: a body for each. */
export async function declareWithEvents(
  system: System,
  chunks: number,
): Promise<{ readonly file: FileView; readonly bodies: readonly string[] }> {
  const size = chunks * CHUNK;
  const file = await createFile(system.caller(), { size, chunkSize: CHUNK });
  const bodies = Array.from({ length: chunks }, (_, index) => {
    const etag = createHash('md5').update(`${file.id}-${index}`).digest('hex');
    const event = { fileId: file.id, number: index + 1, etag, size: CHUNK };
    return JSON.stringify({ Records: [chunkRecord(system.bucket, event)] });
  });
  return { file, bodies };
}

/** Waits until every chunk has arrived, exactly. */
export async function expectUploaded(system: System, file: FileView): Promise<void> {
  await waitUntil(
    `file ${file.id} to have every chunk`,
    async () => {
      const now = await getFile(system.caller(), file.id);
      return now.status === 'uploaded' && now.uploadedChunks === file.chunkCount;
    },
    60_000,
  );
}

/** The sum of a metric's series on a processor; 0 where it has none. */
export async function metric(processor: AppProcess | undefined, series: string): Promise<number> {
  const text = await (await fetch(`${processor?.url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(series));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** Jobs that were ever added to the storage-event queue. */
export async function jobsAdded(system: System): Promise<number> {
  const redis = new Redis(system.stack.redisUrl);
  try {
    const prefix = system.env['WAYBILL_REDIS_PREFIX'] ?? '';
    return Number(await redis.get(`${prefix}:storage-events:id`));
  } finally {
    redis.disconnect();
  }
}
