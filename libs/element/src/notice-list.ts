import { html, type TemplateResult } from 'lit';
import { icon } from './icons.js';
import type { Messages } from './messages.js';

/** What was not taken, and why; it stays until a person has read it. */
export function noticeList(
  texts: readonly string[],
  { close }: Messages,
  onClose: () => void,
): TemplateResult {
  return html`<div class="notice" part="notice" role="alert">
    <div class="head">
      ${icon('fault', 'sign')}
      <div class="title">${texts.map((text) => html`<p>${text}</p>`)}</div>
      <button
        type="button"
        class="icon"
        part="button icon-button"
        aria-label=${close}
        title=${close}
        @click=${onClose}
      >
        ${icon('close')}
      </button>
    </div>
  </div>`;
}
