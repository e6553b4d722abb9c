import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { bundleElement } from '../../src/element-package.js';

/** Debian's own; `npm test` installs it. */
const CHROMIUM = '/usr/bin/chromium';

/** Somebody else's page, on an origin of its own, with the element on it. */
export class HostPage {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<HostPage> {
    const folder = await mkdtemp(join(tmpdir(), 'waybill-page-'));
    const script = join(folder, 'waybill-upload.js');
    await bundleElement(script);
    const code = await readFile(script);
    await rm(folder, { recursive: true });
    const server = createServer((request, response) => {
      const asked = request.url === '/waybill-upload.js';
      response.setHeader('content-type', asked ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(asked ? code : PAGE);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    return new HostPage(server, browser);
  }

  /** `localhost` is another origin than `127.0.0.1`. */
  origin(host = '127.0.0.1'): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}`;
  }

  async open(endpoint: string, token: string, origin = this.origin()): Promise<Page> {
    const page = await this.browser.newPage();
    await page.goto(origin);
    await page.evaluate(
      `for (const [name, value] of ${JSON.stringify(Object.entries({ endpoint, token }))})
         document.querySelector('waybill-upload').setAttribute(name, value);`,
    );
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    this.server.close();
  }
}

const PAGE = `<!doctype html>
<html lang="en">
  <title>A page of somebody else</title>
  <script type="module" src="/waybill-upload.js"></script>
  <main><waybill-upload name="file" multiple></waybill-upload></main>
</html>`;
