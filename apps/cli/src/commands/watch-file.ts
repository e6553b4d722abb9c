import type { FileBody } from '@waybill/contracts';
import type { CliContext } from '../context.js';
import { printable } from '../format/printable.js';

/** A `failed` file can be completed again, but not without somebody's doing. */
const OVER = new Set<FileBody['status']>(['completed', 'failed', 'aborted', 'expired', 'deleted']);

/** Milliseconds between two lines that tell of chunks. */
const CHUNK_LINE_EVERY = 1_000;

/** Prints what happens to the file until that is over; answers how it ended. */
export async function watchFile(
  context: CliContext,
  start: FileBody,
  json: boolean,
): Promise<FileBody> {
  const { terminal, signal } = context;
  const client = context.client();
  let file = start;
  let nextLine = 0;
  // What happened before the stream stood is seen by asking once it does.
  const stopped = new AbortController();
  const stop = () => stopped.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const refresh = async () => {
    file = await client.getFile(start.id, { signal });
    if (OVER.has(file.status)) stopped.abort();
  };
  try {
    const onOpen = () => void refresh().catch(() => undefined);
    for await (const event of client.events(start.id, { signal: stopped.signal, onOpen })) {
      if (json) terminal.result(JSON.stringify(event));
      const chunk = event.type.startsWith('chunk.');
      if (chunk && performance.now() < nextLine) continue;
      nextLine = performance.now() + CHUNK_LINE_EVERY;
      await refresh();
      if (!json) {
        const time = new Date().toISOString();
        const progress = `${file.uploadedChunks}/${file.chunkCount} chunks`;
        terminal.result(printable(`${time}  ${event.type}  ${file.status}, ${progress}`));
      }
      if (OVER.has(file.status)) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!OVER.has(file.status)) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return file;
}
