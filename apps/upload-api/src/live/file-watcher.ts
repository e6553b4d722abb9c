/** Tells of a file's events. */
export abstract class FileWatcher {
  /** Calls `onEvent` for every event of the file. @returns the way to stop */
  abstract watchFile(fileId: string, onEvent: () => void): () => void;
}
