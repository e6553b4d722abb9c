import { createHash } from 'node:crypto';
import type { JudgedArrival } from '@waybill/domain';
import { chunkRecord, createFile, waitUntil, type FileView, type System } from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;

/** A file whose chunks nobody sends: the events say that they are there. */
export function newFile(system: System, chunks: number): Promise<FileView> {
  return createFile(system.caller(), { size: chunks * CHUNK, chunkSize: CHUNK });
}

/** An arrival for each chunk. */
export function arrivalsOf({ id, chunkCount }: FileView): JudgedArrival[] {
  return Array.from({ length: chunkCount }, (_, index) => ({
    fileId: id,
    number: index + 1,
    etag: createHash('md5').update(`${id}-${index}`).digest('hex'),
    size: CHUNK,
    judged: {},
  }));
}

/** The bodies that the store would post, so many records in each. */
export function eventBodies(system: System, file: FileView, records: number): string[] {
  const all = arrivalsOf(file).map((arrival) => chunkRecord(system.bucket, arrival));
  return slices(all, records).map((batch) => JSON.stringify({ Records: batch }));
}

export function chunkNameOf({ id }: FileView, number: number): string {
  return `${id}/${number}`;
}

export async function whenWhole(system: System, { id }: FileView): Promise<void> {
  const isWhole = async () => {
    const [row] = await system.database.query<{ status: string }>(
      'SELECT status FROM files WHERE id = $1',
      [id],
    );
    return row?.status === 'uploaded';
  };
  await waitUntil('every row', isWhole, 120_000);
}

export function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
