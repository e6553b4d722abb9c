import type { ChunkUrlListBody, ChunkUrlsRequestBody } from '@waybill/contracts';
import { WaybillError } from '../errors.js';
import type { LedgerChunk } from './chunk-ledger.js';
import { isComplete } from './file-end.js';

export type ChunkUrl = ChunkUrlListBody['urls'][number];

/** What becomes of a chunk: it is sent to a URL, or it is `reused`, or `there` already. */
export type Permission = ChunkUrl | 'reused' | 'there';

export type Asked = Pick<LedgerChunk, 'number' | 'sha256' | 'md5'>;

type FetchUrls = (request: ChunkUrlsRequestBody) => Promise<ChunkUrlListBody>;

/** Asks for permission to send chunks whose digests are known; the URLs expire soon. */
export class UrlClient {
  constructor(private readonly fetchUrls: FetchUrls) {}

  /** @throws WaybillError */
  async permissionFor(chunk: Asked): Promise<Permission> {
    return (await this.permissions([chunk])).get(chunk.number) ?? 'there';
  }

  /**
   * One for each chunk, by number.
   * @param chunks at most 1,000
   * @throws WaybillError source_differs where the digests are not the declared ones
   */
  async permissions(chunks: readonly Asked[]): Promise<Map<number, Permission>> {
    const found = new Map<number, Permission>();
    try {
      const { urls, reused = [] } = await this.fetchUrls({
        chunks: chunks.map(({ number, sha256, md5 }) => ({ number, sha256, md5 })),
      });
      for (const { number } of chunks) found.set(number, 'there');
      for (const number of reused) found.set(number, 'reused');
      for (const url of urls) found.set(url.number, url);
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      // With autoComplete the last chunk's event may come before the answer about another attempt.
      if (isThere(error, chunks.length)) {
        for (const { number } of chunks) found.set(number, 'there');
      } else if (chunks.length > 1 && isAboutOneChunk(error)) {
        // One chunk at fault must not take the others with it.
        for (const chunk of chunks) found.set(chunk.number, await this.permissionFor(chunk));
      } else throw conflict(error, chunks);
    }
    return found;
  }
}

function isThere(error: WaybillError, asked: number): boolean {
  return isComplete(error.code) || (asked === 1 && error.code === 'chunk_already_uploaded');
}

function isAboutOneChunk({ code }: WaybillError): boolean {
  return code.startsWith('chunk_');
}

function conflict(error: WaybillError, chunks: readonly Asked[]): WaybillError {
  if (error.code !== 'chunk_fingerprint_conflict') return error;
  return new WaybillError(
    'source_differs',
    `Chunk ${chunks[0]?.number} is not what was declared for this upload: the file has changed.`,
    { cause: error },
  );
}
