import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { bundleElement } from './element-package.js';

/** Bytes, compressed. */
const MOST = 60_000;

it(`<waybill-upload> is less than ${MOST} bytes compressed, with the SDK in it`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-element-'));
  try {
    const path = join(folder, 'waybill-upload.js');
    const sources = await bundleElement(path);
    expect(sources).toContain('libs/client/src/client.ts');
    const size = gzipSync(await readFile(path), { level: 9 }).length;
    process.stdout.write(`<waybill-upload>: ${size} bytes compressed\n`);
    expect(size).toBeLessThan(MOST);
  } finally {
    await rm(folder, { recursive: true });
  }
});
