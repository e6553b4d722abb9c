import { strict as assert } from 'node:assert';
import type { ApiCaller } from './api-caller.js';
import { putSigned, type TestChunk } from './chunks.js';
import { waitUntil } from './wait-until.js';

/** As much of the API's File as the tests look at. */
export interface FileView {
  readonly id: string;
  readonly status: string;
  readonly chunkSize: number;
  readonly chunkCount: number;
  readonly uploadedChunks: number;
  readonly uploadedBytes: number;
  readonly fingerprint?: string;
  readonly location?: { readonly bucket: string; readonly key: string; readonly etag: string };
  readonly failure?: { readonly code: string; readonly detail: string };
}

export interface ChunkUrlView {
  readonly number: number;
  readonly url: string;
  readonly headers: Record<string, string>;
}

export interface ChunkView {
  readonly number: number;
  readonly size: number;
  readonly status: string;
  readonly etag?: string;
  readonly verification?: string;
}

export async function createFile(api: ApiCaller, body: Record<string, unknown>): Promise<FileView> {
  const answer = await api.call<FileView>('POST', '/v1/files', { name: 'test.bin', ...body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

/** URLs bound to the chunks' digests. */
export async function chunkUrls(
  api: ApiCaller,
  fileId: string,
  chunks: readonly TestChunk[],
): Promise<ChunkUrlView[]> {
  const answer = await api.call<{ urls: ChunkUrlView[] }>(
    'POST',
    `/v1/files/${fileId}/chunks/urls`,
    {
      chunks: chunks.map(({ number, sha256, md5 }) => ({ number, sha256, md5 })),
    },
  );
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.urls;
}

/** Sends the chunks to the store, four at once; each has to be taken. */
export async function sendChunks(
  api: ApiCaller,
  fileId: string,
  chunks: readonly TestChunk[],
): Promise<void> {
  const urls = await chunkUrls(api, fileId, chunks);
  const queue = chunks.map((chunk, index) => ({ chunk, signed: urls[index] }));
  const sendSome = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      assert.ok(next.signed);
      const put = await putSigned(next.signed, next.chunk.body);
      assert.equal(put.status, 200, put.text);
    }
  };
  await Promise.all([sendSome(), sendSome(), sendSome(), sendSome()]);
}

export async function getFile(api: ApiCaller, fileId: string): Promise<FileView> {
  return (await api.call<FileView>('GET', `/v1/files/${fileId}`)).body;
}

export async function waitForStatus(
  api: ApiCaller,
  fileId: string,
  status: string,
  timeoutMs = 30_000,
): Promise<FileView> {
  let last: FileView | undefined;
  return waitUntil(
    `file ${fileId} to be ${status}`,
    async () => {
      last = await getFile(api, fileId);
      assert.ok(last.status === status || last.status !== 'failed', JSON.stringify(last.failure));
      return last.status === status && last;
    },
    timeoutMs,
  );
}

export async function listChunks(api: ApiCaller, fileId: string, query = ''): Promise<ChunkView[]> {
  const answer = await api.call<{ items: ChunkView[] }>(
    'GET',
    `/v1/files/${fileId}/chunks${query}`,
  );
  return answer.body.items;
}

/** Completes and waits. @returns the completed file */
export async function completeFile(
  api: ApiCaller,
  fileId: string,
  body?: unknown,
): Promise<FileView> {
  const answer = await api.call<FileView>('POST', `/v1/files/${fileId}/complete`, body, {
    prefer: 'wait=60',
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

export async function downloadFile(api: ApiCaller, fileId: string): Promise<Response> {
  const answer = await api.call<{ url: string }>('GET', `/v1/files/${fileId}/download`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return fetch(answer.body.url, { signal: AbortSignal.timeout(60_000) });
}
