import type { FileBody } from '@waybill/contracts';
import type { ChunkUploaded, JournalEvent } from '@waybill/domain';

/** Milliseconds that a client waits before it connects again. */
const RETRY_MS = 2_000;

interface Message {
  readonly id?: number;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** WHATWG HTML, "Server-sent events". JSON has no line breaks, so one `data:` line holds it. */
function format({ id, event, data }: Message): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function formatFileEvent(event: JournalEvent): string {
  const { position, type, fileId, at, data } = event;
  return format({
    id: position,
    event: type,
    data: { ...data, fileId, type, at: at.toISOString() },
  });
}

/** Without an id: chunks are told but not kept, so there is nothing to resume from. */
export function formatChunkUploaded(chunk: ChunkUploaded, at: Date): string {
  const { fileId, number, etag, size } = chunk;
  return format({
    event: 'chunk.uploaded',
    data: { number, etag, size, fileId, type: 'chunk.uploaded', at: at.toISOString() },
  });
}

/** The file as it stands, with every event up to `position` in it. */
export function formatSnapshot(file: FileBody, position: number, at: Date): string {
  return format({
    id: position,
    event: 'file.snapshot',
    data: { file, fileId: file.id, type: 'file.snapshot', at: at.toISOString() },
  });
}

/** How a stream begins. An id without data moves the client's last id and fires no event. */
export function formatOpening(position: number): string {
  return `retry: ${RETRY_MS}\nid: ${position}\n\n`;
}

export const HEARTBEAT = ':\n\n';
export const FAREWELL = `retry: ${RETRY_MS}\n\n`;
