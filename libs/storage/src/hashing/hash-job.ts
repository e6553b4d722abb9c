import type { FromWorker, ToWorker } from './worker-program.js';

/** Bytes that go to a worker at once: the cost of a message is small beside that of hashing them. */
export const BLOCK_SIZE = 512 * 1024;

/** Blocks of one job, filled or in the worker. With the size of a block, all the memory it takes. */
export const BLOCKS = 4;

export interface HashedBytes {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly md5: string;
}

/**
 * One stream of bytes on its way through a worker. The bytes are copied into blocks of our own: the
 * network's buffers are views of shared memory, and to hand over a view is to hand over all of it.
 */
export class HashJob {
  private readonly idle: ArrayBuffer[] = [];
  private made = 0;
  private filling?: Uint8Array;
  private filled = 0;
  private waiting?: () => void;
  private result?: HashedBytes;
  private failure?: Error;

  constructor(
    private readonly id: number,
    private readonly send: (message: ToWorker, transfer?: readonly ArrayBuffer[]) => void,
    private readonly ended: () => void,
  ) {}

  /**
   * Takes the bytes over; `piece` may be used again afterwards. Waits while the worker is behind.
   * @throws Error where the worker ended
   */
  async write(piece: Uint8Array): Promise<void> {
    let rest = piece;
    while (rest.length > 0) {
      this.filling ??= await this.nextBlock();
      this.filling.set(rest.subarray(0, BLOCK_SIZE - this.filled), this.filled);
      const taken = Math.min(rest.length, BLOCK_SIZE - this.filled);
      this.filled += taken;
      rest = rest.subarray(taken);
      if (this.filled === BLOCK_SIZE) this.flush();
    }
  }

  /** Of all that was written. Ends the job. @throws Error where the worker ended */
  async digests(): Promise<HashedBytes> {
    if (this.filled > 0) this.flush();
    this.send({ job: this.id, end: true });
    while (this.result === undefined) await this.message();
    return this.result;
  }

  /** Ends the job, whether or not it has its digests. */
  close(): void {
    if (this.result === undefined && this.failure === undefined)
      this.send({ job: this.id, drop: true });
    this.failure ??= new Error('The hash was closed.');
    this.ended();
  }

  /** For the pool: what the worker said. */
  receive(message: FromWorker): void {
    if ('block' in message) this.idle.push(message.block);
    else this.result = message;
    this.wake();
  }

  /** For the pool: the worker is no more. */
  fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  private flush(): void {
    const block = this.filling?.buffer as ArrayBuffer;
    this.send({ job: this.id, block, length: this.filled }, [block]);
    this.filling = undefined;
    this.filled = 0;
  }

  private async nextBlock(): Promise<Uint8Array> {
    for (;;) {
      this.assertAlive();
      const block = this.idle.pop();
      if (block) return new Uint8Array(block);
      if (this.made < BLOCKS) {
        this.made += 1;
        return new Uint8Array(BLOCK_SIZE);
      }
      await this.message();
    }
  }

  private async message(): Promise<void> {
    this.assertAlive();
    await new Promise<void>((resolve) => {
      this.waiting = resolve;
    });
    this.assertAlive();
  }

  private assertAlive(): void {
    if (this.failure) throw this.failure;
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }
}
