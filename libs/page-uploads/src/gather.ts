import type { TakenFile } from './taken-file.js';

/** What was dropped or chosen: what can be read, and the names of what cannot. */
export interface Gathered {
  readonly files: readonly TakenFile[];
  readonly unreadable: readonly string[];
}

class Basket {
  readonly files: TakenFile[] = [];
  readonly unreadable: string[] = [];

  /** One that cannot be read does not stop the others. */
  async attempt(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch {
      this.unreadable.push(name);
    }
  }
}

type AnyHandle = FileSystemFileHandle | FileSystemDirectoryHandle;

/**
 * Files and folders that were dropped. The items are gone once the event is over: they are taken out
 * of it before anything is waited for.
 */
export async function gatherDropped(data: DataTransfer): Promise<Gathered> {
  const basket = new Basket();
  const taken = [...data.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({
      handle: item.getAsFileSystemHandle?.(),
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
    }));
  for (const { handle, entry, file } of taken) {
    const name = file?.name ?? entry?.name ?? 'a file';
    await basket.attempt(name, async () => {
      const opened = await handle?.catch(() => null);
      if (opened) await walkHandle(basket, opened, '');
      else if (entry?.isDirectory) await walkEntry(basket, entry, '');
      else if (file) basket.files.push({ file });
      else basket.unreadable.push(name);
    });
  }
  return basket;
}

/** Files of an input; those of a folder know their path. */
export function gatherChosen(list: Iterable<File>): Gathered {
  const files = [...list].map((file) => ({
    file,
    ...(file.webkitRelativePath && { path: file.webkitRelativePath }),
  }));
  return { files, unreadable: [] };
}

/** @throws DOMException AbortError where nothing was chosen */
export async function gatherHandles(handles: readonly FileSystemFileHandle[]): Promise<Gathered> {
  const basket = new Basket();
  for (const handle of handles) await walkHandle(basket, handle, '');
  return basket;
}

async function walkHandle(basket: Basket, handle: AnyHandle, folder: string): Promise<void> {
  const path = `${folder}${handle.name}`;
  await basket.attempt(path, async () => {
    if (handle.kind === 'file') {
      const file = await handle.getFile();
      basket.files.push({
        file,
        handle: handle,
        ...(folder !== '' && { path }),
      });
      return;
    }
    for await (const inner of handle.values()) {
      await walkHandle(basket, inner, `${path}/`);
    }
  });
}

async function walkEntry(basket: Basket, entry: FileSystemEntry, folder: string): Promise<void> {
  const path = `${folder}${entry.name}`;
  await basket.attempt(path, async () => {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject),
      );
      basket.files.push({ file, ...(folder !== '' && { path }) });
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) {
      // A hundred at a time, until none is left.
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (some.length === 0) return;
      for (const inner of some) await walkEntry(basket, inner, `${path}/`);
    }
  });
}
