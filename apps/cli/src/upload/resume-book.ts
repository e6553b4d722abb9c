import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What tells one upload from another: if any of it differs, it is another file. */
export interface UploadKey {
  readonly url: string;
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

interface Entry extends UploadKey {
  readonly fileId: string;
  readonly startedAt: string;
}

interface State {
  readonly version: number;
  readonly uploads: readonly Entry[];
}

/** Milliseconds after which a lock is taken for that of a process that died. */
const STALE_LOCK = 5_000;
/** An upload that nobody went on with is forgotten after this many entries. */
const MAX_ENTRIES = 1_000;

/**
 * Remembers unfinished uploads in `uploads.json`. It is replaced as a whole by rename, so a reader
 * never sees half of it; a lock keeps two writers from undoing each other.
 */
export class ResumeBook {
  readonly #file: string;
  readonly #lock: string;

  constructor(private readonly folder: string) {
    this.#file = join(folder, 'uploads.json');
    this.#lock = join(folder, 'uploads.lock');
  }

  /** The id of the file that was begun for this key. */
  async find(key: UploadKey): Promise<string | undefined> {
    return (await this.#read()).find((entry) => sameKey(entry, key))?.fileId;
  }

  async remember(key: UploadKey, fileId: string): Promise<void> {
    const { url, path, size, modifiedAt } = key;
    const entry = { url, path, size, modifiedAt, fileId, startedAt: new Date().toISOString() };
    await this.#change((entries) => [...without(entries, key), entry].slice(-MAX_ENTRIES));
  }

  async forget(key: UploadKey): Promise<void> {
    await this.#change((entries) => without(entries, key));
  }

  /** A file that was damaged or is of a newer version costs a resume, never an upload. */
  async #read(): Promise<readonly Entry[]> {
    try {
      const state = JSON.parse(await readFile(this.#file, 'utf8')) as Partial<State>;
      return state.version === 1 ? (state.uploads ?? []) : [];
    } catch {
      return [];
    }
  }

  async #change(edit: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.#acquire();
    try {
      const uploads = edit(await this.#read());
      const draft = `${this.#file}.${process.pid}`;
      await writeFile(draft, `${JSON.stringify({ version: 1, uploads }, null, 2)}\n`, {
        mode: 0o600,
      });
      await rename(draft, this.#file);
    } finally {
      await rm(this.#lock, { recursive: true, force: true });
    }
  }

  /** Making a folder fails when it is there: the oldest lock that every file system has. */
  async #acquire(): Promise<void> {
    for (;;) {
      try {
        await mkdir(this.#lock);
        return;
      } catch (error) {
        if ((error as { readonly code?: string }).code !== 'EEXIST') throw error;
      }
      const made = await stat(this.#lock).catch(() => undefined);
      if (made && Date.now() - made.mtimeMs > STALE_LOCK) {
        await rm(this.#lock, { recursive: true, force: true });
      }
      await sleep(20);
    }
  }
}

function sameKey(one: UploadKey, other: UploadKey): boolean {
  return (
    one.url === other.url &&
    one.path === other.path &&
    one.size === other.size &&
    one.modifiedAt === other.modifiedAt
  );
}

function without(entries: readonly Entry[], key: UploadKey): readonly Entry[] {
  return entries.filter((entry) => !sameKey(entry, key));
}
