import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from './process/wait.js';
import { s3Client } from './provision/clients.js';
import { startStack } from './stack.js';
import type { Stack } from './stack-options.js';
import { targetOf } from './testing/targets.js';

const MIB = 1024 ** 2;
const CAPACITY = 128;

describe('a store that is full', () => {
  let folder: string;
  let stack: Stack;
  const told: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waybill-int-'));
    stack = await startStack({
      dataDir: folder,
      durable: false,
      storeGibibytes: CAPACITY / 1024,
      onStoreFull: (line) => told.push(line),
    });
  });
  afterAll(async () => {
    await stack.stop({ patience: false });
    rmSync(folder, { recursive: true });
  });

  it('is told of in one line, while its writes wait', async () => {
    const s3 = s3Client(targetOf(stack, 'waybill'));
    const end = new AbortController();
    const Body = Buffer.alloc(8 * MIB);
    const filling = (async () => {
      for (let number = 0; !end.signal.aborted; number += 1) {
        const command = new PutObjectCommand({ Bucket: 'waybill', Key: `${number}`, Body });
        await s3.send(command, { abortSignal: end.signal });
      }
    })();
    const isTold = await waitUntil(() => told.length > 0, { deadlineMs: 60_000, everyMs: 100 });
    end.abort();
    await filling.catch(() => undefined);
    s3.destroy();
    expect(isTold).toBe(true);
    expect(told).toEqual([expect.stringMatching(/^The store is full: all of its 0\.125 GiB/u)]);
  });
});
