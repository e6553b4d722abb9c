import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { seriousFaults } from './support/axe.js';
import { dropFiles, openConsole, signIn } from './support/browser.js';
import { ConsoleUnderTest, sha256 } from './support/console-under-test.js';
import { cardOf, tabTo, untilComplete, untilConfirmed } from './support/pages.js';

const BUILT = fileURLToPath(new URL('../dist', import.meta.url));
const BIG = 200_000_000;
const BUSY =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please slow down</Message></Error>';

const isChunk = (operation: string) => ['PutObject', 'UploadPart'].includes(operation);

describe('the console', () => {
  let site: ConsoleUnderTest;
  beforeAll(async () => {
    site = await ConsoleUnderTest.start();
  });
  afterAll(() => site?.stop());

  const open = (options?: BrowserContextOptions) =>
    openConsole(site.browser, site.system.api.url, options);

  it('takes a file that is dropped, shows it arrive, and gives it back', async () => {
    const { page, faults } = await open();
    await signIn(page, `${site.system.apiKey}x`);
    await page.getByText('The key is not known').waitFor();
    await signIn(page, site.system.apiKey);
    await page.getByText('No files yet').waitFor();

    const path = await site.file('first.bin', 20_000_000);
    await dropFiles(page, [path]);
    await untilComplete(cardOf(page, 'first.bin'));
    await cardOf(page, 'first.bin').getByText('3 confirmed').waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download first.bin' }).click(),
    ]);
    expect(await sha256(await download.path())).toBe(await sha256(path));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    expect(faults.list).toEqual([]);
    await page.context().close();
  });

  it('goes on with 200 MB after the page was reloaded, and sends nothing twice', async () => {
    const { page, faults } = await open();
    await signIn(page, site.system.apiKey);
    const path = await site.file('big.bin', BIG);
    const sent: string[] = [];
    site.proxy.hooks = {
      before: ({ operation, path }) => {
        if (isChunk(operation)) sent.push(path);
      },
    };
    await dropFiles(page, [path]);
    const card = cardOf(page, 'big.bin');
    const seen = await untilConfirmed(card, 4);
    await page.reload();
    await card.waitFor();
    seen.push(...(await untilConfirmed(card, 24)));
    await untilComplete(card);
    // One by one, not all at once.
    expect(new Set(seen).size).toBeGreaterThan(4);
    // What was on its way when the page went may have to go again.
    expect(sent.length).toBeLessThanOrEqual(24 + 4);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download big.bin' }).click(),
    ]);
    expect(await sha256(await download.path())).toBe(await sha256(path));
    expect(faults.list).toEqual([]);
    await page.context().close();
  });

  it('waits for the network and for the store, says so, and goes on by itself', async () => {
    const { page, faults } = await open();
    await signIn(page, site.system.apiKey);
    await dropFiles(page, [await site.file('storm.bin', BIG)]);
    const card = cardOf(page, 'storm.bin');
    await untilConfirmed(card, 2);
    // At once: the run that was paused is still stopping.
    await card.getByRole('button', { name: 'Pause' }).click();
    await card.getByRole('button', { name: 'Go on' }).click();
    await untilConfirmed(card, 4);
    await page.context().setOffline(true);
    await card.getByText('Waiting for the network').waitFor();
    await page.waitForTimeout(10_000);
    await page.context().setOffline(false);
    site.proxy.hooks = {
      instead: ({ operation }) => (isChunk(operation) ? { status: 503, body: BUSY } : undefined),
    };
    await card.getByText('The store is busy').waitFor();
    await page.waitForTimeout(10_000);
    site.proxy.hooks = {};
    await untilComplete(card);
    expect(faults.list).toEqual([]);
    await page.context().close();
  });

  it('is used by the keyboard alone', async () => {
    const { page } = await open();
    // The browser's own picker is none that a test can answer; pages without it have an input.
    await page.addInitScript('delete window.showOpenFilePicker');
    await page.reload();
    await tabTo(page, 'Key');
    await page.keyboard.type(site.system.apiKey);
    await page.keyboard.press('Enter');
    await page.getByText('Drop files').waitFor();
    await tabTo(page, 'Choose files');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.keyboard.press('Enter'),
    ]);
    await chooser.setFiles(await site.file('typed.bin', 1_000));
    await untilComplete(cardOf(page, 'typed.bin'));
    await tabTo(page, 'typed.bin');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await page.getByText('Completed', { exact: true }).first().waitFor();
    await tabTo(page, 'Delete');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'Delete');
    await page.keyboard.press('Enter');
    await page.getByText('deleted').first().waitFor();
    await page.context().close();
  });

  it.each([
    ['light, wide', { colorScheme: 'light', viewport: { width: 1440, height: 900 } }],
    ['dark, on a phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
  ] as const)('has no serious fault of access in any view: %s', async (_, options) => {
    const { page, faults } = await open(options);
    const found: string[] = [];
    const look = async (text: string, there = page.getByText(text).first()) => {
      await there.waitFor();
      found.push(...(await seriousFaults(page)));
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(options.viewport.width);
    };
    await look('Sign in');
    await signIn(page, site.system.apiKey);
    await look('completed', page.getByRole('cell', { name: 'completed' }).first());
    await page.getByRole('link', { name: 'first.bin' }).first().click();
    await look('Every chunk has arrived');
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByLabel('Address of a new webhook').fill('http://127.0.0.1:9/none');
    await page.getByRole('button', { name: 'Add' }).click();
    await look('it is not shown again');
    await page.getByRole('link', { name: 'http://127.0.0.1:9/none' }).first().click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await look('webhook.test');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(page, site.system.adminKey);
    await look('No dead letters');
    await look('maintenance', page.getByRole('cell', { name: 'maintenance', exact: true }).first());
    // The one that nobody listens at.
    await look('failing', page.getByText(/webhooks? failing/u).first());
    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByLabel('Tenant of a new key').fill('billing');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await look('it is not shown again');
    expect(found).toEqual([]);
    expect(faults.list).toEqual([]);
    await page.context().close();
  });

  it('is loaded by less than 200 kB', () => {
    const files = readdirSync(BUILT, { recursive: true, encoding: 'utf8' });
    const sizes = files
      .filter((name) => name.endsWith('.gz') && !name.includes('demo'))
      .map((name) => statSync(join(BUILT, name)).size);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
  });
});
