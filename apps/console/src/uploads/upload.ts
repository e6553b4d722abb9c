import { blobSource, WaybillError, type ChunkChange, type UploadProgress } from '@waybill/client';
import { client } from '../api.js';
import { ChunkCells, type Cell } from './chunk-cells.js';

type UploadState = 'waiting' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled';

export interface Snapshot {
  readonly state: UploadState;
  readonly progress?: UploadProgress;
  readonly fault?: string;
}

const CELL_OF: Record<ChunkChange['state'], Cell> = {
  waiting: 'waiting',
  taken: 'waiting',
  sending: 'sending',
  sent: 'sent',
  verified: 'confirmed',
};

/** One file on its way from this page. */
export class Upload {
  readonly key = crypto.randomUUID();
  readonly cells = new ChunkCells();
  private snapshot: Snapshot = { state: 'waiting' };
  private fileId: string | undefined;
  private controller: AbortController | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(readonly file: File) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): Snapshot => this.snapshot;

  /** Begins, or goes on with what is missing. Returns when it has ended or was paused. */
  async run(): Promise<void> {
    const controller = (this.controller = new AbortController());
    this.become({ state: 'running', progress: this.snapshot.progress });
    const leave = client.hub.listen(({ type, data }) => {
      if (type !== 'chunk.corrupt' || data['fileId'] !== this.fileId) return;
      this.cells.set(Number(data['number']), 'corrupt');
    });
    try {
      await client.upload(blobSource(this.file), {
        resume: this.fileId,
        signal: controller.signal,
        onStart: ({ file }) => {
          this.fileId = file.id;
          this.cells.resize(file.chunkCount);
        },
        onChunk: ({ number, state, reused }) =>
          this.cells.set(number, reused ? 'reused' : CELL_OF[state]),
        onProgress: (progress) => this.become({ state: 'running', progress }),
      });
      this.become({ ...this.snapshot, state: 'completed' });
    } catch (error) {
      if (!controller.signal.aborted) {
        this.become({ ...this.snapshot, state: 'failed', fault: wordsOf(error) });
      }
    } finally {
      leave();
    }
  }

  pause(): void {
    this.controller?.abort();
    this.become({ ...this.snapshot, state: 'paused' });
  }

  /** @throws WaybillError where the API does not take it */
  async cancel(): Promise<void> {
    this.controller?.abort();
    this.become({ ...this.snapshot, state: 'cancelled' });
    if (this.fileId !== undefined) await client.deleteFile(this.fileId);
  }

  private become(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    for (const listener of this.listeners) listener();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof WaybillError ? error.detail : 'Something in this page failed. Reload it.';
}
