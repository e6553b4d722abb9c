import { Upload } from './upload.js';

/** Files sent at once; each sends four chunks at a time, of the six that a browser lets go to a host. */
const AT_ONCE = 2;

/** The uploads of this page, newest first; two run, the others wait. */
export class UploadQueue {
  private items: readonly Upload[] = [];
  private running = 0;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): readonly Upload[] => this.items;

  add(files: readonly File[]): void {
    this.items = [...files.map((file) => new Upload(file)), ...this.items];
    for (const listener of this.listeners) listener();
    this.startNext();
  }

  /** Goes on with one that was paused or failed, beside what runs. */
  goOn(upload: Upload): void {
    this.running += 1;
    void upload.run().finally(() => {
      this.running -= 1;
      this.startNext();
    });
  }

  private startNext(): void {
    while (this.running < AT_ONCE) {
      const next = this.items.findLast((upload) => upload.read().state === 'waiting');
      if (!next) return;
      this.goOn(next);
    }
  }
}
