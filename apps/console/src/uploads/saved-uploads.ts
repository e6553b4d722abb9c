/** What outlives the page: enough to go on with an upload, and nothing secret. */
export interface SavedUpload {
  readonly key: string;
  /** Absent for one that waited for its turn: nothing is declared yet. */
  readonly fileId?: string;
  readonly tenant: string;
  readonly name: string;
  readonly path?: string;
  readonly size: number;
  readonly lastModified: number;
  readonly handle?: FileSystemFileHandle;
}

const STORE = 'uploads';

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed.'));
  });
}

let opened: Promise<IDBDatabase> | undefined;
function database(): Promise<IDBDatabase> {
  return (opened ??= (() => {
    const request = indexedDB.open('waybill-console', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    return answerOf(request);
  })());
}

/** A browser without storage, as in some private windows, forgets; uploads go on all the same. */
async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const store = (await database()).transaction(STORE, mode).objectStore(STORE);
    return await answerOf(work(store));
  } catch {
    return undefined;
  }
}

export async function save(upload: SavedUpload): Promise<void> {
  await inStore('readwrite', (store) => store.put(upload));
}

export async function forget(key: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(key));
}

/** The unfinished uploads of this tenant, begun in this browser. */
export async function savedUploads(tenant: string): Promise<SavedUpload[]> {
  const all = await inStore(
    'readonly',
    (store): IDBRequest<SavedUpload[]> => store.getAll() as IDBRequest<SavedUpload[]>,
  );
  return (all ?? []).filter((upload) => upload.tenant === tenant);
}
