import type { IncomingMessage } from 'node:http';

/** Bytes. */
const MAX_BYTES = 1_024;

/**
 * The first KiB of an answer's body as text; a longer one is cut off with its connection. Where it
 * breaks off, what has come: the status counts, not the body.
 */
export async function readBeginning(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      // Leaving the loop destroys the response.
      if (size > MAX_BYTES) break;
    }
  } catch {
    // The deadline, or the other end.
  }
  return Buffer.concat(parts).subarray(0, MAX_BYTES).toString();
}
