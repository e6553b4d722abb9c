import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { System } from '@waybill/testing';
import type { Browser } from 'playwright-core';
import { seriousFaults } from './support/axe.js';
import { dropFiles, openConsole, signIn, startBrowser } from './support/browser.js';

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

const BUILT = fileURLToPath(new URL('../dist', import.meta.url));

describe('the console', () => {
  let system: System;
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    [system, browser, folder] = await Promise.all([
      System.start(),
      startBrowser(),
      mkdtemp(join(tmpdir(), 'waybill-console-')),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  it('takes a file that is dropped, shows it arrive, and gives it back', async () => {
    const { page, faults } = await openConsole(browser, system.api.url);
    expect(await seriousFaults(page)).toEqual([]);
    await signIn(page, `${system.apiKey}x`);
    await page.getByText('The key is not known').waitFor();
    await signIn(page, system.apiKey);
    await page.getByText('No files yet').waitFor();

    const path = join(folder, 'first.bin');
    await writeFile(path, randomBytes(20_000_000));
    await dropFiles(page, [path]);
    const card = page.getByRole('listitem').filter({ hasText: 'first.bin' });
    await card.getByText('Complete').waitFor();
    await card.getByText('3 confirmed').waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download first.bin' }).click(),
    ]);
    expect(await sha256(await download.path())).toBe(await sha256(path));

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    expect(faults.list).toEqual([]);
  });

  it('is loaded by less than 200 kB', () => {
    const files = readdirSync(BUILT, { recursive: true, encoding: 'utf8' });
    const sizes = files
      .filter((name) => name.endsWith('.gz'))
      .map((name) => statSync(join(BUILT, name)).size);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
  });
});
