import { blobSource, WaybillError, type UploadSource } from '@waybill/client';

/** A file that a person has chosen or dropped. */
export interface TakenFile {
  readonly file: File;
  /** Where the browser gives one: with it the file can be opened again after a reload. */
  readonly handle?: FileSystemFileHandle;
  /** Of a file in a folder, from the folder's name on. */
  readonly path?: string;
}

/** The file as the SDK reads it. What a browser says of one that was changed becomes an error with words. */
export function fileSource({ file, handle }: TakenFile): UploadSource {
  const source = blobSource(file);
  const changed = async () => {
    try {
      const now = (await handle?.getFile()) ?? file;
      if (now.lastModified !== file.lastModified || now.size !== file.size) return true;
      // A browser refuses to read a File that was altered since it was taken.
      await file.slice(0, 1).arrayBuffer();
      return false;
    } catch {
      return true;
    }
  };
  return {
    ...source,
    changed,
    read: async (offset, length, signal) => {
      try {
        return await source.read(offset, length, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw new WaybillError('source_unreadable', `${file.name} cannot be read.`, {
          cause: error,
        });
      }
    },
  };
}

/** The file again as it is now; undefined where that takes a person. */
export async function reopened(handle: FileSystemFileHandle): Promise<File | undefined> {
  try {
    if ((await handle.queryPermission({ mode: 'read' })) !== 'granted') return undefined;
    return await handle.getFile();
  } catch {
    return undefined;
  }
}
