import { createFile, randomChunks, sendChunks, type System, waitForStatus } from '@waybill/testing';

const CHUNK = 5 * 1024 * 1024;

/** A file whose chunks are in the store and in the rows, and which nobody has completed. @returns its id */
export async function sendWholeFile(system: System, chunks: number): Promise<string> {
  const api = system.caller();
  const { id } = await createFile(api, { size: chunks * CHUNK, chunkSize: CHUNK });
  await sendChunks(api, id, randomChunks(chunks * CHUNK, CHUNK));
  await waitForStatus(api, id, 'uploaded');
  return id;
}
