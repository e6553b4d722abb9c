import {
  type Assembly,
  type Chunk,
  type ChunkPut,
  type File,
  type ObjectHead,
  type SignedRequest,
  type TransferStrategy,
} from '@waybill/domain';
import { createHash, randomUUID } from 'node:crypto';
import { createTransferStrategies, type TransferPorts } from '../strategies/strategies.js';
import { MemoryRow } from './memory-row.js';

/** A bucket, fake or real, as clients and strategies see it. */
export interface TransferStore {
  readonly ports: Omit<TransferPorts, 'files'>;
  /** What a client does with a URL. @returns the ETag without quotes */
  send(request: SignedRequest, body: Uint8Array): Promise<string>;
  /** An object that lies there already. @returns its ETag */
  put(key: string, body: Uint8Array): Promise<string>;
  read(key: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

export const MIB = 1024 * 1024;

type Algorithm = 'md5' | 'sha256';

const digests: Record<Algorithm, WeakMap<Uint8Array, string>> = {
  md5: new WeakMap(),
  sha256: new WeakMap(),
};

export function digest(algorithm: Algorithm, body: Uint8Array): string {
  const known = digests[algorithm].get(body) ?? createHash(algorithm).update(body).digest('hex');
  digests[algorithm].set(body, known);
  return known;
}

/** Seconds. */
const EXPIRES_IN = 600;

/** One file on its way by one strategy, with the rows that a database would have of it. */
export class TransferUnderTest {
  readonly row: MemoryRow;
  chunks: Chunk[];
  copied: number[] = [];

  constructor(
    readonly at: TransferStore,
    readonly name: string,
    readonly bodies: readonly Uint8Array[],
  ) {
    const id = randomUUID();
    const chunkSize = Math.max(...bodies.map((body) => body.length));
    this.chunks = bodies.map((body, index) => ({
      fileId: id,
      number: index + 1,
      offset: index * chunkSize,
      size: body.length,
      status: 'uploaded',
      etag: digest('md5', body),
      sha256: digest('sha256', body),
      md5: digest('md5', body),
    }));
    this.row = new MemoryRow(fileOf(id, name, bodies, chunkSize));
  }

  get file(): File {
    return this.row.file;
  }

  get key(): string {
    return this.strategy().finalKey(this.file);
  }

  get whole(): Uint8Array {
    return Buffer.concat(this.bodies);
  }

  /** As another process would have it, on ports of its own. */
  strategy(wrap: (ports: TransferPorts) => TransferPorts = (ports) => ports): TransferStrategy {
    const ports = wrap({ ...this.at.ports, files: this.row });
    return createTransferStrategies(ports, { copyConcurrency: 2, completionWaitsMs: [1] }).get(
      this.name,
    );
  }

  sign(numbers: readonly number[], strategy = this.strategy()): Promise<readonly SignedRequest[]> {
    const puts = numbers.map((number): ChunkPut => {
      const { fileId, size, sha256, md5 } = this.chunk(number);
      return { fileId, number, size, ...(sha256 && { sha256 }), ...(md5 && { md5 }) };
    });
    return strategy.sign(this.file, puts, EXPIRES_IN);
  }

  /** Over their URLs, as a client does. */
  async send(numbers = this.chunks.map(({ number }) => number)): Promise<void> {
    const requests = await this.sign(numbers);
    for (const [index, request] of requests.entries()) {
      const number = numbers[index] ?? 0;
      await this.at.send(request, this.bodies[number - 1] ?? new Uint8Array());
    }
  }

  /** As after every chunk was verified and completion was asked for. */
  complete(): void {
    this.row.file = { ...this.file, status: 'completing' };
  }

  async assemble(
    strategy = this.strategy(),
    told: Pick<Assembly, 'onProgress'> = {},
  ): Promise<ObjectHead> {
    return strategy.assemble({
      file: this.file,
      chunks: this.chunks,
      onCopied: (number) => void this.copied.push(number),
      ...told,
    });
  }

  chunk(number: number): Chunk {
    const chunk = this.chunks[number - 1];
    if (!chunk) throw new Error(`There is no chunk ${number}.`);
    return chunk;
  }

  change(number: number, change: Partial<Chunk>): void {
    this.chunks = this.chunks.map((chunk) =>
      chunk.number === number ? { ...chunk, ...change } : chunk,
    );
  }

  /** Everything of this file that the store holds: keys of objects, ids of unfinished uploads. */
  async left(): Promise<readonly string[]> {
    const { lister, uploads } = this.at.ports;
    const lists = [`uploads/${this.file.id}/`, `files/${this.file.id}`];
    const pages = await Promise.all(lists.map((prefix) => lister.objects(prefix)));
    const keys = pages.flatMap(({ items }) => items.map(({ key }) => key));
    return [...keys, ...(await uploads.find(this.key))];
  }
}

function fileOf(id: string, name: string, bodies: readonly Uint8Array[], chunkSize: number): File {
  const size = bodies.reduce((sum, body) => sum + body.length, 0);
  return {
    id,
    tenantId: '0198c0de-0000-7000-8000-000000000002',
    name: 'ein Film.mp4',
    size,
    contentType: 'video/mp4',
    status: 'uploading',
    strategy: name,
    chunkSize,
    chunkCount: bodies.length,
    uploadedChunks: 0,
    uploadedBytes: 0,
    reusedChunks: 0,
    autoComplete: false,
    metadata: {},
    bucket: 'test',
    unboundUrls: false,
    createdAt: new Date(),
    updatedAt: new Date(),
  };
}
