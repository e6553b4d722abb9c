import { createHash, randomBytes } from 'node:crypto';

export interface TestChunk {
  readonly number: number;
  readonly body: Buffer;
  readonly sha256: string;
  readonly md5: string;
}

/** Random content of `size` bytes, cut like the plan cuts it. An empty file has one empty chunk. */
export function randomChunks(size: number, chunkSize: number): TestChunk[] {
  return cut(randomBytes(size), chunkSize);
}

export function cut(content: Buffer, chunkSize: number): TestChunk[] {
  const count = Math.max(1, Math.ceil(content.length / chunkSize));
  return Array.from({ length: count }, (_, index) => {
    const body = content.subarray(index * chunkSize, (index + 1) * chunkSize);
    return {
      number: index + 1,
      body,
      sha256: createHash('sha256').update(body).digest('hex'),
      md5: createHash('md5').update(body).digest('hex'),
    };
  });
}

/** Milliseconds for one chunk; a store that is full takes none, and says nothing. */
const PUT_DEADLINE = 60_000;

/** Makes exactly the request that a pre-signed URL allows; node's fetch sets content-length by itself. */
export async function putSigned(
  signed: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  body: Buffer,
): Promise<{ readonly status: number; readonly etag: string; readonly text: string }> {
  const headers = Object.fromEntries(
    Object.entries(signed.headers).filter(([name]) => name !== 'content-length'),
  );
  const response = await fetch(signed.url, {
    method: 'PUT',
    headers,
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(PUT_DEADLINE),
  });
  return {
    status: response.status,
    etag: (response.headers.get('etag') ?? '').replaceAll('"', ''),
    text: await response.text(),
  };
}
