import { describe, expect, it } from '@jest/globals';
import { webPlatform } from '../platform.js';
import { bytesSource } from '../source/blob-source.js';
import { ChunkLedger } from './chunk-ledger.js';
import { ChunkPreparer } from './chunk-preparer.js';
import { evenSpans } from './spans.js';
import type { Asked, Permission } from './url-client.js';

const CONCURRENCY = 4;
const bytes = new Uint8Array(2_000);

/** A preparer of 200 chunks, and the sizes of the pages that it asks for. */
function preparering(answer: (asked: Asked) => Permission) {
  const ledger = new ChunkLedger(evenSpans(bytes.length, 10));
  const pages: number[] = [];
  const failures: unknown[] = [];
  const preparer = new ChunkPreparer({
    ledger,
    platform: webPlatform(),
    source: bytesSource('a', bytes),
    signal: new AbortController().signal,
    concurrency: CONCURRENCY,
    urls: {
      permissions: (chunks) => {
        pages.push(chunks.length);
        return Promise.resolve(new Map(chunks.map((chunk) => [chunk.number, answer(chunk)])));
      },
    },
    fail: (error) => failures.push(error),
    onSpared: () => undefined,
  });
  return { ledger, preparer, pages, failures };
}

const url = (number: number): Permission => ({
  number,
  method: 'PUT',
  url: 'http://store',
  headers: {},
  expiresAt: '2099-01-01T00:00:00Z',
});

describe('ChunkPreparer', () => {
  it('asks for more and more at once while all is known', async () => {
    const { preparer, ledger, pages, failures } = preparering(() => 'reused');
    await preparer.run();
    expect(ledger).toMatchObject({ settled: true, reusedCount: 200, bytesSent: 0 });
    expect(pages.length).toBeLessThan(12);
    expect(Math.max(...pages)).toBe(64);
    expect(failures).toEqual([]);
  });

  it('stays only a little ahead of the senders where all is new', async () => {
    const { preparer, ledger, pages } = preparering(({ number }) => url(number));
    const run = preparer.run();
    const order: number[] = [];
    let ahead = 0;
    while (!ledger.settled) {
      const ready = preparer.next();
      if (!ready) {
        await new Promise((resolve) => setTimeout(resolve));
        continue;
      }
      const { chunk } = ready;
      ledger.sending(chunk);
      ledger.sent(chunk, 'etag');
      order.push(chunk.number);
      ahead = Math.max(ahead, ledger.chunks.filter(({ state }) => state === 'taken').length);
      ledger.verified(chunk.number);
    }
    await run;
    expect(order).toEqual(ledger.chunks.map(({ number }) => number));
    expect(ahead).toBeLessThanOrEqual(CONCURRENCY * 2);
    expect(pages.slice(2, -1).every((page) => page === CONCURRENCY)).toBe(true);
  });

  it('meets known and new ones by turns', async () => {
    const { preparer, ledger } = preparering(({ number }) =>
      number % 3 === 0 ? url(number) : 'reused',
    );
    const run = preparer.run();
    while (!ledger.settled) {
      const ready = preparer.next();
      if (ready) {
        ledger.sending(ready.chunk);
        ledger.verified(ready.chunk.number);
      } else await new Promise((resolve) => setTimeout(resolve));
    }
    await run;
    expect(ledger).toMatchObject({ reusedCount: 134, sentCount: 66 });
    expect(preparer.idle).toBe(true);
  });
});
