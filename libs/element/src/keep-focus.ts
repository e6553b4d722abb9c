import type { LitElement } from 'lit';
import type { Upload } from '@waybill/page-uploads';

/** Milliseconds between two looks, and how many. */
const PATIENCE = { pace: 25, looks: 40 };

/**
 * After a button was pressed it may be gone, or be another one: the focus stays at the same file, or goes
 * to the one in its place, or to where files are chosen.
 * @param place of the upload in the list, before the press
 */
export async function keepFocus(
  element: LitElement,
  upload: Upload,
  uploads: () => readonly Upload[],
  place: number,
): Promise<void> {
  // One that is cancelled leaves the list when it has stopped.
  for (let look = 0; look < PATIENCE.looks && upload.read().state === 'cancelled'; look += 1) {
    if (!uploads().includes(upload)) break;
    await new Promise((resolve) => setTimeout(resolve, PATIENCE.pace));
  }
  await element.updateComplete;
  if (element.shadowRoot?.activeElement?.matches('button')) return;
  const there = uploads();
  const near = there.includes(upload) ? upload : (there[place] ?? there.at(-1));
  const rowButton = near && `[data-key='${near.key}'] button`;
  const button = element.renderRoot.querySelector<HTMLElement>(rowButton ?? 'button');
  button?.focus();
}
