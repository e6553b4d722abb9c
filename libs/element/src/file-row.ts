import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { ref } from 'lit/directives/ref.js';
import type { Trouble, Upload } from '@waybill/page-uploads';
import { bytes, duration } from './format.js';
import { icon, type Icon } from './icons.js';
import { fill, type Messages } from './messages.js';
import { detailOf, faultWords, remedyOf, stateWords } from './words.js';

/** What a person asks of an upload. */
export type Wish = 'pause' | 'resume' | 'cancel' | 'remove' | 'retry' | 'anew' | 'choose';

export interface RowContext {
  readonly messages: Messages;
  readonly language: string;
  readonly trouble: Trouble | undefined;
  readonly wish: (upload: Upload, wish: Wish) => void;
}

const SIGNS: Partial<Record<string, Icon>> = {
  completed: 'done',
  failed: 'fault',
  paused: 'pause',
  held: 'pause',
};

/** One file: what it is, how much of it the store has confirmed, and what can be done. */
export function fileRow(upload: Upload, context: RowContext): TemplateResult {
  const { messages, language } = context;
  const snapshot = upload.read();
  const { state, fault } = snapshot;
  const { name, size } = upload;
  const { confirmedBytes } = detailOf(upload);
  const share = size > 0 ? confirmedBytes / size : Number(state === 'completed');
  const trouble = state === 'running' ? context.trouble : undefined;
  const remedy = remedyOf(snapshot);
  const said = bytes(size, language);
  const facts =
    confirmedBytes < size && confirmedBytes > 0
      ? fill(messages.doneOf, { done: bytes(confirmedBytes, language), size: said })
      : said;
  return html`<li
    part="file ${state}"
    class=${classMap({ file: true, [state]: true, trouble: trouble !== undefined })}
    data-key=${upload.key}
  >
    <div class="head">
      ${icon(SIGNS[state] ?? 'file', 'sign')}
      <div class="title">
        <span class="name" part="name" dir="auto" title=${upload.path ?? name}
          >${upload.path ?? name}</span
        >
        <div class="facts" part="facts">
          <span class="state" part="state">${stateWords(snapshot, trouble, messages)}</span>
          <span>${facts}</span>
          ${timeLeft(upload, context)}
        </div>
      </div>
      ${actions(upload, context)}
    </div>
    <div
      class="bar"
      part="bar"
      role="progressbar"
      aria-label=${fill(messages.progressOf, { name })}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.floor(100 * share)}
    >
      <div class="confirmed" part="bar-confirmed" ${wide(share)}></div>
      <div class="sent" part="bar-sent" ${wide(sentShare(upload))}></div>
    </div>
    ${
      fault || state === 'held'
        ? html`<div class="fault" part="fault">
            <p>
              ${
                fault
                  ? html`${faultWords(fault, messages).what} ${faultWords(fault, messages).todo}`
                  : messages.heldTodo
              }
            </p>
            ${remedy ? remedyButton(upload, remedy, context) : nothing}
          </div>`
        : nothing
    }
  </li>`;
}

/** By the object model: a strict policy of the page forbids the attribute. */
function wide(share: number) {
  return ref((element) => {
    (element as HTMLElement | undefined)?.style.setProperty('inline-size', `${100 * share}%`);
  });
}

/** Chunks that are on their way, or wait for the store's word. */
function sentShare({ cells, read }: Upload): number {
  if (read().state !== 'running' || cells.count === 0) return 0;
  const { sending, sent, corrupt } = cells.counts();
  return (sending / 2 + sent + corrupt) / cells.count;
}

function timeLeft(upload: Upload, { messages, language, trouble }: RowContext) {
  if (upload.read().state !== 'running' || trouble) return nothing;
  const { size, confirmedBytes } = detailOf(upload);
  const seconds = upload.meter.secondsLeft(performance.now(), size - confirmedBytes);
  if (seconds === undefined || confirmedBytes === size) return nothing;
  return html`<span>${fill(messages.timeLeft, { time: duration(seconds, language) })}</span>`;
}

function actions(upload: Upload, { messages, wish }: RowContext): TemplateResult {
  const { name } = upload;
  const { state } = upload.read();
  const button = (which: Wish, text: string, sign: Icon) =>
    html`<button
      type="button"
      class="icon"
      part="button icon-button"
      aria-label=${fill(text, { name })}
      title=${fill(text, { name })}
      @click=${() => wish(upload, which)}
    >
      ${icon(sign)}
    </button>`;
  const ended = state === 'completed' || state === 'cancelled' || state === 'elsewhere';
  return html`<div class="actions" part="actions">
    ${state === 'running' || state === 'waiting' ? button('pause', messages.pause, 'pause') : nothing}
    ${state === 'paused' ? button('resume', messages.resume, 'resume') : nothing}
    ${
      ended
        ? button('remove', messages.remove, 'close')
        : button('cancel', messages.cancel, 'close')
    }
  </div>`;
}

function remedyButton(
  upload: Upload,
  remedy: 'retry' | 'anew' | 'choose',
  { messages, wish }: RowContext,
): TemplateResult {
  const text = { retry: messages.retry, anew: messages.sendAnew, choose: messages.chooseAgain };
  return html`<button
    type="button"
    part="button"
    aria-label="${text[remedy]}: ${upload.name}"
    @click=${() => wish(upload, remedy)}
  >
    ${text[remedy]}
  </button>`;
}
