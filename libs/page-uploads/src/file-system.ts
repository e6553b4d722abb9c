// What Chromium has of the File System Access API beyond TypeScript's own declarations.
export {};

declare global {
  interface FileSystemHandle {
    queryPermission(descriptor: { mode: 'read' }): Promise<PermissionState>;
    requestPermission(descriptor: { mode: 'read' }): Promise<PermissionState>;
  }

  interface FileSystemDirectoryHandle {
    values(): AsyncIterableIterator<FileSystemFileHandle | FileSystemDirectoryHandle>;
  }

  interface DataTransferItem {
    getAsFileSystemHandle?(): Promise<FileSystemFileHandle | FileSystemDirectoryHandle | null>;
  }

  interface Window {
    showOpenFilePicker?: (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;
  }
}
