/** What outlives the page: enough to go on with an upload, and nothing secret. */
export interface SavedUpload {
  readonly key: string;
  /** Absent for one that waited for its turn: nothing is declared yet. */
  readonly fileId?: string;
  /** Whose it is: a tenant, or whatever the page calls its owner. */
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

/** Unfinished uploads of one owner, in this browser. */
export class SavedUploads {
  private opened: Promise<IDBDatabase> | undefined;

  /**
   * @param database its name in IndexedDB
   * @param owner whose they are: nobody sees another's
   */
  constructor(
    private readonly database: string,
    private readonly owner: string,
  ) {}

  async save(upload: Omit<SavedUpload, 'tenant'>): Promise<void> {
    await this.inStore('readwrite', (store) => store.put({ ...upload, tenant: this.owner }));
  }

  async forget(key: string): Promise<void> {
    await this.inStore('readwrite', (store) => store.delete(key));
  }

  async all(): Promise<SavedUpload[]> {
    const all = await this.inStore(
      'readonly',
      (store): IDBRequest<SavedUpload[]> => store.getAll() as IDBRequest<SavedUpload[]>,
    );
    return (all ?? []).filter(({ tenant }) => tenant === this.owner);
  }

  /** A browser without storage, as in some private windows, forgets; uploads go on all the same. */
  private async inStore<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T | undefined> {
    try {
      const database = await (this.opened ??= this.open());
      return await answerOf(work(database.transaction(STORE, mode).objectStore(STORE)));
    } catch {
      return undefined;
    }
  }

  private open(): Promise<IDBDatabase> {
    const request = indexedDB.open(this.database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    return answerOf(request);
  }
}
