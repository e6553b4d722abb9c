import { WaybillError, type UploadSource, type WaybillClient } from '@waybill/client';

/**
 * Looks whether each chunk that is stored is of this file, which has another time of change than the one
 * that the upload began with: a copy of it has, and so has one that was altered.
 * @throws WaybillError source_differs
 */
export async function compareStored(
  client: Pick<WaybillClient, 'chunks'>,
  fileId: string,
  source: UploadSource,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of client.chunks(fileId, { status: 'uploaded', signal })) {
    if (chunk.sha256 === undefined) continue;
    const bytes = await source.read(chunk.offset, chunk.size, signal);
    if ((await sha256(bytes)) !== chunk.sha256) {
      throw new WaybillError('source_differs', `Chunk ${chunk.number} is not of this file.`);
    }
  }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
