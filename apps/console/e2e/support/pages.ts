import type { Locator, Page } from 'playwright-core';

/** The card of an upload on the page. */
export function cardOf(page: Page, name: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
}

/** Whether it stays so long is for the test's own time to say. */
const PATIENT = { timeout: 120_000 };

export async function untilComplete(card: Locator): Promise<void> {
  await card.getByText('Complete', { exact: true }).waitFor(PATIENT);
}

/** Waits until the card says that so many chunks are confirmed, or more. @returns each count that was seen */
export async function untilConfirmed(card: Locator, chunks: number): Promise<number[]> {
  const seen = new Set<number>();
  const deadline = Date.now() + PATIENT.timeout;
  while (Date.now() < deadline) {
    const text = (await card.textContent()) ?? '';
    const now = Number(/(\d+)\s*confirmed/u.exec(text)?.[1] ?? 0);
    seen.add(now);
    if (now >= chunks) return [...seen];
    await card.page().waitForTimeout(30);
  }
  throw new Error(`${chunks} chunks were not confirmed: ${await card.innerText()}`);
}

/** Presses Tab until what has the focus bears this name. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(
      `((it) => (it?.getAttribute('aria-label') ?? it?.labels?.[0]?.textContent ?? it?.textContent ?? '').trim())(document.activeElement)`,
    );
    if (focused === name) return;
    passed.push(focused);
  }
  throw new Error(`Tab does not lead to ${name}, only to ${passed.join(', ')}`);
}
