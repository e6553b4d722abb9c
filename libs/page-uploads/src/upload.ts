import type { ChunkChange, UploadPhase, WaybillClient, WaybillEvent } from '@waybill/client';
import { ChunkCells, type Cell } from './chunk-cells.js';
import { compareStored } from './compare-stored.js';
import type { Connection } from './connection.js';
import { faultOf, passes, type Fault } from './fault.js';
import { RateMeter } from './rate-meter.js';
import type { SavedUpload, SavedUploads } from './saved-uploads.js';
import { inThisTab } from './tab-lock.js';
import { fileSource, type TakenFile } from './taken-file.js';

/**
 * `waiting`: for its turn. `held`: it came back after a reload, and its file has to be opened again.
 * `elsewhere`: another tab is at it.
 */
type UploadState =
  'waiting' | 'running' | 'paused' | 'held' | 'elsewhere' | 'completed' | 'failed' | 'cancelled';

export interface Snapshot {
  readonly state: UploadState;
  readonly phase?: UploadPhase | 'comparing';
  readonly fault?: Fault;
}

/** The page that an upload is of. */
export interface UploadHost {
  readonly client: Pick<WaybillClient, 'upload' | 'deleteFile' | 'getFile' | 'chunks'>;
  /** What stands in the way now, as the answers to this client tell. */
  readonly connection: Pick<Connection, 'better'>;
  /** Where uploads come back from after a reload; left out where none shall. */
  readonly saved?: SavedUploads;
  /** Files sent at once; 2 when left out. Each sends four chunks, of the six that a browser lets go to a host. */
  readonly atOnce?: number;
  /** What every file of this page is declared with. */
  readonly metadata?: () => Readonly<Record<string, string>>;
  /** Hears what happens to the files, where the page follows it. */
  readonly listen?: (listener: (event: WaybillEvent) => void) => () => void;
}

const CELL_OF: Record<ChunkChange['state'], Cell> = {
  waiting: 'waiting',
  taken: 'waiting',
  sending: 'sending',
  sent: 'sent',
  verified: 'confirmed',
};

/** Milliseconds between two tries of one that waits for the network. */
const PATIENCE = { first: 2_000, most: 30_000 };

/** One file on its way from this page. */
export class Upload {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly path?: string;
  readonly cells = new ChunkCells();
  readonly meter = new RateMeter();
  private snapshot: Snapshot;
  private fileId: string | undefined;
  /** The run that is under way, or still stopping. */
  private current: Promise<unknown> = Promise.resolve();
  private controller = new AbortController();
  private readonly listeners = new Set<() => void>();

  /** @param saved of an upload that began before this page was loaded */
  constructor(
    private readonly host: UploadHost,
    private taken: TakenFile | undefined,
    private readonly saved?: SavedUpload,
  ) {
    this.key = saved?.key ?? newKey();
    this.name = saved?.name ?? taken?.file.name ?? '';
    this.size = saved?.size ?? taken?.file.size ?? 0;
    this.path = saved?.path ?? taken?.path;
    this.fileId = saved?.fileId;
    this.snapshot = { state: saved ? 'held' : 'waiting' };
  }

  /** Where the browser may open the file again by itself, or after a question. */
  get handle(): FileSystemFileHandle | undefined {
    return this.taken?.handle ?? this.saved?.handle;
  }

  /** The file's id at the server, once there is one. */
  get id(): string | undefined {
    return this.fileId;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): Snapshot => this.snapshot;

  /** Whether this may be the file that the upload began with. */
  fits(file: File): boolean {
    return file.name === this.name && file.size === this.size;
  }

  /** Gives it its file again: it waits for its turn then. */
  attach(taken: TakenFile): void {
    this.taken = { ...taken, handle: taken.handle ?? this.handle };
    this.become({ state: 'waiting' });
  }

  /** Its file as it is now; undefined where that cannot be read. */
  async reread(): Promise<TakenFile | undefined> {
    const { handle, taken } = this;
    try {
      if (handle) return { ...taken, file: await handle.getFile(), handle };
      await taken?.file.slice(0, 1).arrayBuffer();
      return taken;
    } catch {
      return undefined;
    }
  }

  /** Begins, or goes on with what is missing. Resolves when it has ended or was paused; never rejects. */
  run(): Promise<unknown> {
    const controller = (this.controller = new AbortController());
    const before = this.current;
    this.become({ state: 'running', phase: 'preparing' });
    this.current = (async () => {
      // One that was paused a moment ago may still be stopping: two at once would send chunks twice.
      await before;
      if (controller.signal.aborted) return;
      const here = await inThisTab(this.key, () => this.persist(controller.signal));
      if (!here) this.become({ state: 'elsewhere' });
    })();
    return this.current;
  }

  pause(): void {
    this.controller.abort();
    this.become({ state: 'paused' });
  }

  /** Ends it for good, at the server as well. What the server does not hear expires there by itself. */
  async cancel(): Promise<void> {
    this.controller.abort();
    this.become({ state: 'cancelled' });
    await this.current;
    await this.host.saved?.forget(this.key);
    if (this.fileId !== undefined)
      await this.host.client.deleteFile(this.fileId).catch(() => undefined);
  }

  /** Tries until it is done, was paused, or fails for good. */
  private async persist(signal: AbortSignal): Promise<void> {
    for (let wait = PATIENCE.first; ; wait = Math.min(2 * wait, PATIENCE.most)) {
      try {
        await this.send(signal);
        await this.host.saved?.forget(this.key);
        return this.become({ state: 'completed' });
      } catch (error) {
        if (signal.aborted) return;
        if (!passes(error)) return this.become({ state: 'failed', fault: faultOf(error) });
        await this.host.connection.better(wait, signal);
        if (signal.aborted) return;
      }
    }
  }

  private async send(signal: AbortSignal): Promise<void> {
    const { taken, path } = this;
    const { client, metadata, listen } = this.host;
    if (!taken) return this.become({ state: 'held' });
    const source = fileSource(taken);
    if (this.saved?.fileId !== undefined && this.saved.lastModified !== taken.file.lastModified) {
      this.become({ state: 'running', phase: 'comparing' });
      await compareStored(client, this.saved.fileId, source, signal);
    }
    const leave = listen?.(({ type, data }) => {
      if (type !== 'chunk.corrupt' || data['fileId'] !== this.fileId) return;
      this.cells.set(Number(data['number']), 'corrupt');
    });
    try {
      await client.upload(source, {
        resume: this.fileId,
        signal,
        metadata: { ...metadata?.(), ...(path !== undefined && { path }) },
        onStart: async ({ file }) => {
          this.fileId = file.id;
          this.cells.planned(file);
          this.meter.restart(performance.now(), this.cells.confirmedBytes);
          await this.keep();
        },
        onChunk: ({ number, state, reused }) => {
          this.cells.set(number, reused ? 'reused' : CELL_OF[state]);
          if (state !== 'verified') return;
          // What was there already comes in no time: it must not count as sent.
          if (reused) this.meter.restart(performance.now(), this.cells.confirmedBytes);
          else this.meter.confirmed(performance.now(), this.cells.confirmedBytes);
        },
        onProgress: ({ phase }) => {
          if (!signal.aborted && phase !== this.snapshot.phase)
            this.become({ state: 'running', phase });
        },
      });
    } finally {
      leave?.();
    }
  }

  /** Has it come back when the page is loaded again. */
  async keep(): Promise<void> {
    const { key, fileId, name, size, path, taken, handle } = this;
    if (!taken) return;
    const { lastModified } = taken.file;
    await this.host.saved?.save({ key, fileId, name, path, size, lastModified, handle });
  }

  private become(snapshot: Snapshot): void {
    // Nothing comes back from an end that a person has decided on.
    if (this.snapshot.state === 'cancelled') return;
    this.snapshot = snapshot;
    for (const listener of this.listeners) listener();
  }
}

/** `crypto.randomUUID` is missing on pages that came over plain HTTP. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
