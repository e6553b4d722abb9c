import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bytesSource, WaybillClient } from '@waybill/client';
import { nodePlatform } from '@waybill/client/node';
import { downloadFile, stackEnvironment, StoreProxy, System } from '@waybill/testing';
import { FAULTS, FaultyLine } from './support/faulty-line.js';

const UPLOADS = 200;
const AT_ONCE = 12;
const CHUNK = 5 * 1024 * 1024;

/** Bytes. Every tenth is of three chunks. */
const sizeOf = (index: number) => (index % 10 === 0 ? 2 * CHUNK + 4_321 : 20_000 + index * 500);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The same numbers each time (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let proxy: StoreProxy;
let system: System;
const line = new FaultyLine(seeded(4));

beforeAll(async () => {
  proxy = await StoreProxy.to(stackEnvironment().s3.endpoint);
  system = await System.start({ env: { S3_ENDPOINT: proxy.url } });
  proxy.hooks = line.hooks;
});
afterAll(async () => {
  await system.stop();
  proxy.close();
});

it(`${UPLOADS} uploads over a line with resets, SlowDown, stalls, expired URLs and wrong bytes arrive, every one right`, async () => {
  const client = new WaybillClient({
    url: system.api.url,
    credential: system.apiKey,
    platform: nodePlatform({ stallAfter: 2_000 }),
  });
  const waiting = Array.from({ length: UPLOADS }, (_, index) => index);
  const wrong: string[] = [];
  const work = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const bytes = randomBytes(sizeOf(index));
      try {
        const source = bytesSource(`file-${index}`, bytes);
        const { file } = await client.upload(source, { chunkSize: CHUNK });
        const stored = await downloadFile(system.caller(), file.id);
        const same = sha256(new Uint8Array(await stored.arrayBuffer())) === sha256(bytes);
        if (file.status !== 'completed' || !same) wrong.push(`${index}: other bytes`);
      } catch (error) {
        wrong.push(`${index}: ${String(error)}`);
      }
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(
    `${UPLOADS} uploads in ${seconds} s, ${line.sendings} sendings, of which met: ${JSON.stringify(line.met)}\n`,
  );
  expect(wrong).toEqual([]);
  for (const fault of FAULTS) expect([fault, line.met[fault] >= 5]).toEqual([fault, true]);
}, 300_000);
