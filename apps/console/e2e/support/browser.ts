import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Debian's own; `npm test` installs it. */
const CHROMIUM = '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a new and empty profile. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** What a page must never say: a refused script, style or request, or an exception of ours. */
export interface Faults {
  readonly list: string[];
}

/**
 * The protocol by which a test drives the browser tells it each request with its body, unless that is a
 * Blob: hundreds of megabytes that nobody looks at.
 */
const BODIES_APART = `{
  const send = window.fetch;
  window.fetch = (input, init) =>
    send(input, init?.body instanceof Uint8Array ? { ...init, body: new Blob([init.body]) } : init);
}`;

/** A page of a fresh profile at the console, and what goes wrong in it. */
export async function openConsole(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: Faults }> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  await context.addInitScript(BODIES_APART);
  const page = await context.newPage();
  const faults: Faults = { list: [] };
  page.on('pageerror', (error) => faults.list.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy/u.test(message.text())) faults.list.push(message.text());
  });
  await page.goto(url);
  return { page, faults };
}

/** Signs in by typing a key. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Drops files of this machine onto the page, as a hand would: the browser opens them itself. */
export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', {
      type,
      x: width / 2,
      y: height / 2,
      data: { items: [], files: [...files], dragOperationsMask: 1 },
    });
  }
  await devtools.detach();
}
