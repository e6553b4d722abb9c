import type { Gathered } from './gather.js';
import { uploadsUnderWay } from './tab-lock.js';
import { reopened, type TakenFile } from './taken-file.js';
import { Upload, type UploadHost } from './upload.js';

const AT_ONCE = 2;

const UNFINISHED: readonly string[] = ['pending', 'uploading', 'uploaded', 'failed'];

interface QueueView {
  /** Newest first. */
  readonly uploads: readonly Upload[];
  /** Names of what was dropped and could not be read. */
  readonly unreadable: readonly string[];
}

/** The uploads of a page; a few run, the others wait. */
export class UploadQueue {
  private view: QueueView = { uploads: [], unreadable: [] };
  private running = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly host: UploadHost) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): QueueView => this.view;

  /** A file that an upload waits for is given to it; every other one is a new upload. */
  add({ files, unreadable }: Gathered): void {
    const made = files
      .filter((taken) => !this.giveBack(taken))
      .map((taken) => new Upload(this.host, taken));
    for (const upload of made) {
      void upload.keep();
      this.follow(upload);
    }
    this.show({
      uploads: [...made.toReversed(), ...this.view.uploads],
      unreadable: [...this.view.unreadable, ...unreadable],
    });
    this.startNext();
  }

  /** Brings back what was under way when the page was left. */
  async restore(): Promise<void> {
    const store = this.host.saved;
    if (!store) return;
    const underWay = await uploadsUnderWay();
    for (const saved of await store.all()) {
      const known = this.view.uploads.some(({ key }) => key === saved.key);
      if (known || underWay(saved.key)) continue;
      const upload = new Upload(this.host, undefined, saved);
      if (!(await this.showStored(upload))) {
        await store.forget(saved.key);
        continue;
      }
      this.follow(upload);
      this.show({ ...this.view, uploads: [...this.view.uploads, upload] });
      const again = saved.handle && (await reopened(saved.handle));
      if (again && upload.fits(again)) upload.attach({ file: again, handle: saved.handle });
      this.startNext();
    }
  }

  /** Goes on with one that was paused or failed, beside what runs. */
  goOn(upload: Upload): void {
    this.running += 1;
    void upload.run().finally(() => {
      this.running -= 1;
      this.startNext();
    });
  }

  /** Opens the file of one that came back; the browser may ask the person first. */
  async reopen(upload: Upload): Promise<boolean> {
    const { handle } = upload;
    if (!handle) return false;
    try {
      await handle.requestPermission({ mode: 'read' });
    } catch {
      return false;
    }
    const file = await reopened(handle);
    if (!file) return false;
    this.attach(upload, { file, handle });
    return true;
  }

  attach(upload: Upload, taken: TakenFile): void {
    upload.attach(taken);
    this.startNext();
  }

  /** Ends it at the server, and takes it off the list. */
  async cancel(upload: Upload): Promise<void> {
    await upload.cancel();
    this.remove(upload);
  }

  /** A new upload of the file as it is now, in place of one that cannot go on. */
  async sendAnew(upload: Upload): Promise<void> {
    const taken = await upload.reread();
    await this.cancel(upload);
    if (taken) this.add({ files: [taken], unreadable: [] });
    else this.show({ ...this.view, unreadable: [...this.view.unreadable, upload.name] });
  }

  /** Those that failed because nobody was signed in any more. */
  goOnAfterSignIn(): void {
    for (const upload of this.view.uploads) {
      if (upload.read().fault?.remedy === 'sign-in') this.goOn(upload);
    }
  }

  pauseAll(): void {
    for (const upload of this.view.uploads) {
      if (['running', 'waiting'].includes(upload.read().state)) upload.pause();
    }
  }

  remove(...gone: readonly Upload[]): void {
    const { uploads } = this.view;
    this.show({ ...this.view, uploads: uploads.filter((upload) => !gone.includes(upload)) });
  }

  readUnreadable(): void {
    this.show({ ...this.view, unreadable: [] });
  }

  /** The order on the page is by what each is at. */
  private follow(upload: Upload): void {
    let before = upload.read().state;
    upload.subscribe(() => {
      const { state } = upload.read();
      if (state === before) return;
      before = state;
      this.show({ ...this.view });
    });
  }

  /** @returns false where there is nothing to go on with */
  private async showStored({ id, cells }: Upload): Promise<boolean> {
    if (id === undefined) return true;
    try {
      const file = await this.host.client.getFile(id);
      if (!UNFINISHED.includes(file.status)) return false;
      cells.planned(file);
      for await (const chunk of this.host.client.chunks(id, { status: 'uploaded' })) {
        cells.set(chunk.number, chunk.verification === 'reused' ? 'reused' : 'confirmed');
      }
    } catch {
      // The server does not answer: it says later what is there.
    }
    return true;
  }

  private giveBack(taken: TakenFile): boolean {
    const held = this.view.uploads.find((upload) => {
      const { state, fault } = upload.read();
      return (state === 'held' || fault?.remedy === 'choose') && upload.fits(taken.file);
    });
    held?.attach(taken);
    return held !== undefined;
  }

  private startNext(): void {
    while (this.running < (this.host.atOnce ?? AT_ONCE)) {
      const next = this.view.uploads.findLast((upload) => upload.read().state === 'waiting');
      if (!next) return;
      this.goOn(next);
    }
  }

  private show(view: QueueView): void {
    this.view = view;
    for (const listener of this.listeners) listener();
  }
}
