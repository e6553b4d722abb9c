import type { Upload } from '@waybill/page-uploads';

interface WatcherParts {
  /** An upload is at something else now. */
  readonly onState: (upload: Upload) => void;
  /** The store has confirmed more of it. */
  readonly onProgress: (upload: Upload) => void;
  /** Something that is shown has changed. */
  readonly onChange: () => void;
}

/** Milliseconds: chunks can change a thousand times a second, and nobody reads as fast. */
const PACE = 100;
/** Milliseconds between two looks while something runs: what time is left changes by itself. */
const TICK = 1_000;

/** Follows the uploads of an element, and tells of them at a pace that a page can bear. */
export class Watcher {
  readonly #known = new Map<Upload, { state: string; bytes: number; leave: () => void }>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Infinity;

  constructor(private readonly parts: WatcherParts) {}

  /** Follows these, and forgets all others. */
  follow(uploads: readonly Upload[]): void {
    for (const upload of this.#known.keys()) if (!uploads.includes(upload)) this.#forget(upload);
    for (const upload of uploads) if (!this.#known.has(upload)) this.#begin(upload);
    this.#soon(PACE);
  }

  stop(): void {
    for (const upload of this.#known.keys()) this.#forget(upload);
    clearTimeout(this.#timer);
    this.#due = Infinity;
  }

  #begin(upload: Upload): void {
    const leaves = [
      upload.subscribe(() => this.#state(upload)),
      upload.cells.subscribe(() => this.#soon(PACE)),
    ];
    const leave = () => leaves.forEach((end) => end());
    this.#known.set(upload, {
      state: upload.read().state,
      bytes: upload.cells.confirmedBytes,
      leave,
    });
  }

  #forget(upload: Upload): void {
    this.#known.get(upload)?.leave();
    this.#known.delete(upload);
  }

  #state(upload: Upload): void {
    const known = this.#known.get(upload);
    const { state } = upload.read();
    if (known && known.state !== state) {
      known.state = state;
      this.parts.onState(upload);
    }
    this.parts.onChange();
  }

  #soon(wait: number): void {
    const due = performance.now() + wait;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#due = Infinity;
      this.#look();
    }, wait);
  }

  #look(): void {
    for (const [upload, known] of this.#known) {
      const bytes = upload.cells.confirmedBytes;
      if (bytes === known.bytes) continue;
      known.bytes = bytes;
      this.parts.onProgress(upload);
    }
    this.parts.onChange();
    const runs = [...this.#known.values()].some(({ state }) => state === 'running');
    if (runs) this.#soon(TICK);
  }
}
