import {
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { gatherChosen, type Gathered, type Upload } from '@waybill/page-uploads';
import { sortOut } from './accept.js';
import { bar } from './bar.js';
import { colours } from './colours.js';
import { dropZone } from './drop-zone.js';
import { fileRow, type Wish } from './file-row.js';
import { formState, formValue } from './form-state.js';
import { holdPage } from './hold-page.js';
import { keepFocus } from './keep-focus.js';
import { layout } from './layout.js';
import { languageOf } from './format.js';
import { refusal, type ErrorDetail } from './error-detail.js';
import { ENGLISH, fill, type Messages } from './messages.js';
import { noticeList } from './notice-list.js';
import { pickFiles } from './pick-files.js';
import { UploadSession } from './session.js';
import { Settable } from './settable.js';
import { takeIn } from './take-in.js';
import { Watcher } from './watcher.js';
import { detailOf, faultWords, isOver, stateWords, type FileDetail } from './words.js';

/**
 * `<waybill-upload endpoint token>`: files are dropped, pasted or chosen, and sent straight to the store.
 *
 * @fires waybill-added, waybill-progress, waybill-completed, waybill-cancelled - detail: FileDetail
 * @fires waybill-error - detail: ErrorDetail
 */
export class WaybillUpload extends Settable {
  static readonly formAssociated = true;
  static override readonly styles = [colours, layout, bar];
  static override readonly shadowRootOptions = { mode: 'open' as const, delegatesFocus: true };
  static override readonly properties: PropertyDeclarations = {
    over: { state: true },
    notices: { state: true },
    said: { state: true },
  };

  declare protected over: boolean;
  declare protected notices: readonly string[];
  declare protected said: string;

  readonly #internals = this.attachInternals();
  readonly #touched = matchMedia('(pointer: coarse)').matches;
  #session: UploadSession | undefined;
  #leave = new AbortController();
  readonly #watcher = new Watcher({
    onChange: () => this.requestUpdate(),
    onProgress: (upload) => this.#tell('progress', detailOf(upload)),
    onState: (upload) => this.#heed(upload),
  });

  constructor() {
    super();
    this.over = false;
    this.notices = [];
    this.said = '';
    this.#internals.role = 'group';
    takeIn(this, {
      enabled: () => !this.disabled,
      onOver: (over) => (this.over = over),
      onTaken: (gathered) => this.#take(gathered),
    });
  }

  /** What was added, newest first. */
  get files(): readonly FileDetail[] {
    return this.#uploads.map(detailOf);
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  /** Takes files as if they were dropped. */
  add(files: Iterable<File>): void {
    this.#take(gatherChosen(files));
  }

  pauseAll(): void {
    this.#session?.queue.pauseAll();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    holdPage(signal, () => (this.keep === undefined ? this.files : []));
    if (this.#session) this.#watcher.follow(this.#uploads);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave.abort();
    this.#watcher.stop();
    // One that was only moved is in the page again by then.
    setTimeout(() => this.isConnected || this.pauseAll());
  }

  formResetCallback(): void {
    for (const upload of this.#uploads) this.#wish(upload, isOver(upload) ? 'remove' : 'cancel');
    this.notices = [];
  }

  formDisabledCallback(disabled: boolean): void {
    this.disabled = disabled;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.#session || changed.has('endpoint') || changed.has('keep')) this.#begin();
    const words = this.#words;
    this.#internals.ariaLabel = words.label;
    const state = formState(this.files);
    this.#internals.setFormValue(formValue(this.name, state));
    const anchor = this.renderRoot.querySelector('button') ?? undefined;
    if (state.unfinished) {
      this.#internals.setValidity({ customError: true }, words.stillSending, anchor);
    } else if (this.required && state.ids.length === 0) {
      this.#internals.setValidity({ valueMissing: true }, words.required, anchor);
    } else this.#internals.setValidity({});
  }

  protected override render(): TemplateResult {
    const messages = this.#words;
    const language = languageOf(this);
    const trouble = this.#session?.connection.read();
    const wish = (upload: Upload, what: Wish) => this.#wish(upload, what);
    return html`${
        this.disabled
          ? nothing
          : dropZone({
              messages,
              language,
              over: this.over,
              multiple: this.multiple,
              directory: this.directory,
              camera: this.capture !== undefined && this.#touched,
              maxFileSize: this.maxFileSize,
              pick: (what) => void this.#pick(what),
            })
      }
      ${
        this.notices.length > 0
          ? noticeList(this.notices, messages, () => (this.notices = []))
          : nothing
      }
      ${
        this.#uploads.length > 0
          ? html`<ul part="list" aria-label=${messages.list}>
              ${repeat(
                this.#uploads,
                ({ key }) => key,
                (upload) => fileRow(upload, { messages, language, trouble, wish }),
              )}
            </ul>`
          : nothing
      }
      <p class="aside" role="status">${this.said}</p>`;
  }

  get #words(): Messages {
    const { faults, ...own } = this.messages;
    return { ...ENGLISH, ...own, faults: { ...ENGLISH.faults, ...faults } };
  }

  get #uploads(): readonly Upload[] {
    return this.#session?.queue.read().uploads ?? [];
  }

  #begin(): void {
    this.#session?.end();
    this.#watcher.stop();
    const session = new UploadSession({
      endpoint: this.endpoint,
      credential: () => this.#credential(),
      keep: this.keep,
      metadata: () => this.metadata,
    });
    this.#session = session;
    session.queue.subscribe(() => {
      if (this.#session !== session) return;
      this.#watcher.follow(this.#uploads);
      this.requestUpdate();
    });
    session.connection.subscribe(() => this.requestUpdate());
    void session.queue.restore();
  }

  #credential(): string | Promise<string> {
    if (this.getToken) return this.getToken();
    if (this.token) return this.token;
    throw new Error('Neither token nor getToken is set.');
  }

  #take({ files, unreadable }: Gathered): void {
    if (this.disabled) return;
    const { queue } = this.#session ?? {};
    // One that was made a moment ago has not read its attributes.
    if (!queue) return void this.updateComplete.then(() => this.#take({ files, unreadable }));
    // A file that one waits for is none more.
    const waited = files.filter(({ file }) =>
      this.#uploads.some((upload) => upload.read().state === 'held' && upload.fits(file)),
    );
    const others = files.filter((each) => !waited.includes(each));
    if (!this.multiple && others.length > 0) queue.remove(...this.#uploads.filter(isOver));
    const { accept, maxFileSize, multiple, maxFiles } = this;
    const limits = { accept, maxFileSize, maxFiles: multiple ? maxFiles : 1 };
    const count = this.#uploads.filter((upload) => upload.read().state !== 'failed').length;
    const { taken, refused } = sortOut(others, limits, count);
    const before = new Set(this.#uploads);
    queue.add({ files: [...waited, ...taken], unreadable: [] });
    for (const upload of this.#uploads)
      if (!before.has(upload)) this.#tell('added', detailOf(upload));
    const words = this.#words;
    const said = refused.map((each) => refusal(each, limits, words, languageOf(this)));
    for (const each of said) this.#tell('error', each);
    this.notices = [
      ...this.notices,
      ...said.map(({ message }) => message),
      ...unreadable.map((name) => fill(words.unreadable, { name })),
    ];
  }

  async #pick(what: 'files' | 'folder' | 'camera'): Promise<void> {
    const gathered = await pickFiles({
      multiple: this.multiple && what === 'files',
      accept: what === 'camera' ? (this.accept ?? 'image/*') : this.accept,
      capture: what === 'camera' ? this.capture || 'environment' : undefined,
      folder: what === 'folder',
      handles: this.keep !== undefined,
    });
    if (gathered) this.#take(gathered);
  }

  #wish(upload: Upload, wish: Wish): void {
    const { queue } = this.#session ?? {};
    if (!queue) return;
    const place = this.#uploads.indexOf(upload);
    if (wish === 'pause') upload.pause();
    else if (wish === 'resume' || wish === 'retry') queue.goOn(upload);
    else if (wish === 'anew') void queue.sendAnew(upload);
    else if (wish === 'choose') void this.#choose(upload);
    else if (wish === 'remove') queue.remove(upload);
    else void queue.cancel(upload);
    void keepFocus(this, upload, () => this.#uploads, place);
  }

  async #choose(upload: Upload): Promise<void> {
    const { queue } = this.#session ?? {};
    if (upload.handle && upload.read().state === 'held' && (await queue?.reopen(upload))) return;
    const gathered = await pickFiles({ multiple: false, handles: this.keep !== undefined });
    const [taken] = gathered?.files ?? [];
    if (taken) queue?.attach(upload, taken);
  }

  #heed(upload: Upload): void {
    const snapshot = upload.read();
    const { state, fault } = snapshot;
    const detail = detailOf(upload);
    const words = this.#words;
    if (state === 'completed' || state === 'cancelled') this.#tell(state, detail);
    if (state === 'failed' && fault) {
      const { what: message, todo } = faultWords(fault, words);
      const { name, size, fileId } = detail;
      this.#tell('error', { name, size, fileId, code: fault.code, message, todo });
      this.said = `${name}: ${message} ${todo}`;
    } else if (state !== 'running') {
      this.said = `${detail.name}: ${stateWords(snapshot, undefined, words)}`;
    }
  }

  #tell(what: string, detail: FileDetail | ErrorDetail): void {
    this.dispatchEvent(
      new CustomEvent(`waybill-${what}`, { bubbles: true, composed: true, detail }),
    );
  }
}
