import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { FakeWaybill } from '../testing/index.js';

it('sends many chunks at once, and Node takes that for no leak', async () => {
  const fake = await FakeWaybill.start();
  try {
    const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const script = `
      const { bytesSource, WaybillClient } = await import(${at('../index.ts')});
      const { nodePlatform } = await import(${at('./node-platform.ts')});
      const client = new WaybillClient({ url: '${fake.url}', apiKey: 'key', platform: nodePlatform() });
      const source = bytesSource('a', new Uint8Array(40 * 1024));
      const { chunksSent } = await client.upload(source, { concurrency: 32 });
      process.stdout.write(String(chunksSent));
    `;
    const args = ['--conditions=@waybill/source', '--import', 'tsx', '--input-type=module'];
    // Jest has a process of its own making, to which no warning comes.
    const run = promisify(execFile)(process.execPath, [...args, '--eval', script]);
    const { stdout, stderr } = await run;
    expect([stdout, stderr]).toEqual(['40', '']);
  } finally {
    await fake.close();
  }
}, 30_000);
