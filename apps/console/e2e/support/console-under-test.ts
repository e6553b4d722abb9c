import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackEnvironment, StoreProxy, System } from '@waybill/testing';
import type { Browser } from 'playwright-core';
import { startBrowser } from './browser.js';

/** A system whose store is behind a proxy, a browser, and a folder for files. */
export class ConsoleUnderTest {
  private constructor(
    readonly system: System,
    readonly proxy: StoreProxy,
    readonly browser: Browser,
    private readonly folder: string,
  ) {}

  static async start(): Promise<ConsoleUnderTest> {
    const proxy = await StoreProxy.to(stackEnvironment().s3.endpoint);
    // The system first: were it to fail beside a browser, that would be left open.
    const system = await System.start({
      env: { S3_ENDPOINT: proxy.url, WAYBILL_DEMO_PAGE: 'true' },
    });
    const browser = await startBrowser();
    const folder = await mkdtemp(join(tmpdir(), 'waybill-console-'));
    return new ConsoleUnderTest(system, proxy, browser, folder);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.system.stop();
    this.proxy.close();
    await rm(this.folder, { recursive: true });
  }

  /** A file of random bytes. @returns its path */
  async file(name: string, size: number): Promise<string> {
    const path = join(this.folder, name);
    const out = createWriteStream(path);
    for (let left = size; left > 0; left -= 1_000_000) {
      if (!out.write(randomBytes(Math.min(left, 1_000_000)))) await once(out, 'drain');
    }
    out.end();
    await once(out, 'finish');
    return path;
  }
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const data of createReadStream(path)) hash.update(data as Buffer);
  return hash.digest('hex');
}
