import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { downloadFile, type StoreCall } from '@waybill/testing';
import type { Page } from 'playwright-core';
import { seriousFaults } from './support/axe.js';
import { openConsole, type Faults } from './support/browser.js';
import { ConsoleUnderTest, sha256 } from './support/console-under-test.js';
import { tabTo } from './support/pages.js';

/** Not what a browser asks before. */
const isSending = ({ operation }: StoreCall) =>
  operation === 'PutObject' || operation === 'UploadPart';

const PATIENT = { timeout: 60_000 };

describe('<waybill-upload> on the demo page', () => {
  let it_: ConsoleUnderTest;
  let page: Page;
  let faults: Faults;

  beforeAll(async () => {
    it_ = await ConsoleUnderTest.start();
  });
  afterAll(() => it_.stop());
  beforeEach(async () => {
    ({ page, faults } = await openConsole(it_.browser, `${it_.system.api.url}/demo`));
  });
  afterEach(async () => {
    it_.proxy.hooks = {};
    await page.context().close();
    expect(faults.list).toEqual([]);
  });

  const row = (name: string) =>
    page.locator('waybill-upload').getByRole('listitem').filter({ hasText: name });
  const useKey = async () => {
    await page.getByLabel('API key').fill(it_.system.apiKey);
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('The element has a token now.').waitFor();
  };
  const choose = async (...paths: string[]) => {
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files' }).click();
    await (await chosen).setFiles(paths);
  };

  it('takes a file by the keyboard alone, and gives its id to the form', async () => {
    const path = await it_.file('report.pdf', 12_000_000);
    page.on('filechooser', (chooser) => void chooser.setFiles([path]));
    await page.getByLabel('API key').focus();
    await page.keyboard.type(it_.system.apiKey);
    await page.keyboard.press('Enter');
    await page.getByText('The element has a token now.').waitFor();
    await tabToInside(page, 'Choose files');
    await page.keyboard.press('Enter');
    await row('report.pdf').getByText('Complete', { exact: true }).waitFor(PATIENT);
    await tabTo(page, 'Send the form');
    await page.keyboard.press('Enter');
    const said = (await page.locator('#sent').textContent()) ?? '';
    const [, id = ''] = /files: ([0-9a-f-]{36})$/u.exec(said) ?? [said];
    const stored = Buffer.from(await (await downloadFile(it_.system.caller(), id)).arrayBuffer());
    expect(createHash('sha256').update(stored).digest('hex')).toBe(await sha256(path));
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('shows what the store has confirmed; pauses, goes on, and loses nothing', async () => {
    const path = await it_.file('film.mp4', 40_000_000);
    let puts = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    it_.proxy.hooks = {
      hold: (call) => (isSending(call) && (puts += 1) > 2 ? held : undefined),
    };
    await useKey();
    await choose(path);
    const bar = page.getByRole('progressbar', { name: 'Progress of film.mp4' });
    await until(page, async () => Number(await bar.getAttribute('aria-valuenow')) > 0);
    expect(Number(await bar.getAttribute('aria-valuenow'))).toBeLessThan(50);
    await page.getByRole('button', { name: 'Pause film.mp4' }).click();
    await row('film.mp4').getByText('Paused').waitFor();
    // The form would lose it.
    await page.getByRole('button', { name: 'Send the form' }).click();
    expect(await page.locator('#sent').textContent()).toBe('');
    expect(await seriousFaults(page)).toEqual([]);
    release();
    await page.getByRole('button', { name: 'Go on with film.mp4' }).click();
    await row('film.mp4').getByText('Complete', { exact: true }).waitFor(PATIENT);
  });

  it('says in words what went wrong, offers what helps, and keeps the focus near', async () => {
    it_.proxy.hooks = {
      instead: (call) =>
        isSending(call)
          ? { status: 400, body: '<Error><Code>InvalidRequest</Code></Error>' }
          : undefined,
    };
    await useKey();
    await choose(await it_.file('refused.txt', 1_000));
    await row('refused.txt').getByText('The store does not take this file.').waitFor(PATIENT);
    expect(await seriousFaults(page)).toEqual([]);
    it_.proxy.hooks = {};
    await page.getByRole('button', { name: 'Try again: refused.txt' }).click();
    await row('refused.txt').getByText('Complete', { exact: true }).waitFor(PATIENT);
    await page.getByRole('button', { name: 'Remove refused.txt from the list' }).click();
    await row('refused.txt').waitFor({ state: 'detached' });
    expect(await focusedInside(page)).toBe('Choose files');
    await page.evaluate("document.querySelector('waybill-upload').maxFileSize = 1000");
    await choose(await it_.file('large.bin', 1_500));
    await page.getByRole('alert').getByText('large.bin has 1.5 kB; at most 1 kB').waitFor();
  });

  it('says why where there is no permission', async () => {
    await choose(await it_.file('early.txt', 10));
    await row('early.txt').getByText('This page has no permission to upload.').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'has no serious fault by axe (%s, right to left)',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme });
      await useKey();
      await page.getByLabel('Language').selectOption('ar');
      const chosen = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'اختيار ملفات' }).click();
      await (await chosen).setFiles([await it_.file('صورة.jpg', 5_000)]);
      await row('صورة.jpg').getByText('اكتمل', { exact: true }).waitFor(PATIENT);
      expect(await seriousFaults(page)).toEqual([]);
    },
  );
});

/** What has the focus within the element. */
function focusedInside(page: Page): Promise<string> {
  return page.evaluate<string>(
    `((it) => (it?.getAttribute('aria-label') ?? it?.textContent ?? '').trim())(document.querySelector('waybill-upload').shadowRoot.activeElement)`,
  );
}

async function tabToInside(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focusedInside(page)) === name) return;
  }
  throw new Error(`Tab does not lead to ${name}.`);
}

async function until(page: Page, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENT.timeout;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not come to that.');
    await page.waitForTimeout(50);
  }
}
