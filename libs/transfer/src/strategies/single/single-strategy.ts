import {
  type Assembly,
  type AutoOptions,
  type Chunk,
  type ChunkPlan,
  type ChunkPut,
  type File,
  fileKey,
  GIB,
  MAX_CHUNK_SIZE,
  type ObjectHead,
  type ObjectSealer,
  type ObjectUrlSigner,
  type SignedRequest,
  SourceMissingError,
  type StoredChunk,
  TransferStrategy,
} from '@waybill/domain';
import { abortStrays, abortUploads } from '../../assembly/abort-uploads.js';
import { assembleParts } from '../../assembly/assemble-parts.js';
import { type AssemblyPlan, planAssembly } from '../../assembly/assembly-plan.js';
import type { AssemblyOptions, AssemblyPorts } from '../../assembly/assembly-ports.js';
import { notApplicable } from '../../carry.js';
import type { KeepsChunkObjects } from '../../chunk-object.js';
import type { RegisteredStrategy } from '../strategy.js';

export interface SinglePorts extends AssemblyPorts {
  readonly objects: ObjectUrlSigner;
  readonly sealer: ObjectSealer;
}

export interface SingleOptions extends AssemblyOptions {
  /** Whether what an object bears may be unseen, so that each is sealed. */
  readonly sealsFinals: () => boolean;
}

/** One write-once PUT of the whole file, straight to where it stays: nothing has to be copied. */
export class SingleStrategy
  extends TransferStrategy
  implements RegisteredStrategy, KeepsChunkObjects
{
  override readonly name = 'single';
  override readonly chunksAreObjects = true;
  override readonly sendsFinalObject = true;

  constructor(
    private readonly ports: SinglePorts,
    private readonly options: SingleOptions,
  ) {
    super();
  }

  /** The one event of the store is the file's arrival, and completes it. */
  suitsAuto(plan: ChunkPlan, { autoComplete }: AutoOptions): boolean {
    return autoComplete && plan.chunkCount === 1 && plan.size <= MAX_CHUNK_SIZE;
  }

  override assertCarries(plan: ChunkPlan): void {
    // S3 API Reference, "PutObject": 5 GB at most in one PUT.
    if (plan.chunkCount === 1 && plan.size <= MAX_CHUNK_SIZE) return;
    const most = MAX_CHUNK_SIZE / GIB;
    throw notApplicable(this.name, `carries a plan of one chunk of at most ${most} GiB`);
  }

  override finalKey(file: File): string {
    return fileKey(file.id);
  }

  chunkObject(file: File): string {
    return this.finalKey(file);
  }

  override sign(
    file: File,
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]> {
    const { objects } = this.ports;
    const key = this.finalKey(file);
    const { contentType } = file;
    return Promise.all(
      puts.map((put) => objects.signObjectPut(key, { ...put, contentType }, expiresIn)),
    );
  }

  override async storedChunks(
    file: File,
    numbers: readonly number[] = [1],
  ): Promise<readonly StoredChunk[]> {
    if (!numbers.includes(1)) return [];
    const head = await this.ports.reader.head(this.finalKey(file));
    return head ? [{ number: 1, size: head.size, etag: head.etag }] : [];
  }

  override async assemble(assembly: Assembly): Promise<ObjectHead> {
    const { file, chunks } = assembly;
    const plan = planAssembly(assembly, this.finalKey(file), () => undefined);
    if (isReused(chunks)) return assembleParts(this.ports, plan, this.options, assembly);
    const head = await this.publish(file, plan);
    assembly.onProgress?.(1, 1);
    return head;
  }

  override removeChunk(file: File, number: number): Promise<void> {
    if (number !== 1) return Promise.resolve();
    return this.ports.remover.remove([this.finalKey(file)]);
  }

  override async discard(file: File, { keepFinal }: { keepFinal: boolean }): Promise<void> {
    if (keepFinal) await abortStrays(this.ports, this.finalKey(file), file);
    else await abortUploads(this.ports.uploads, this.finalKey(file));
    if (!keepFinal) await this.ports.remover.remove([this.finalKey(file)]);
  }

  /**
   * Some stores keep headers, tags and ACLs that whoever had the URL has added to the bytes. What is
   * published bears what the services say.
   */
  private async publish(file: File, plan: AssemblyPlan): Promise<ObjectHead> {
    const head = await this.compare(plan);
    if (!head.foreignHeaders && !this.options.sealsFinals()) return head;
    await this.ports.sealer.seal(plan.key, {
      contentType: file.contentType,
      name: file.name,
      size: head.size,
    });
    return this.compare(plan);
  }

  /** The object is at its place since it was sent; it is only to be as it was verified. */
  private async compare({ key, parts }: AssemblyPlan): Promise<ObjectHead> {
    const head = await this.ports.reader.head(key);
    const [part] = parts;
    const same = head && head.size === part?.size && head.etag === part.etag;
    if (!same) throw new SourceMissingError(key, 1);
    return head;
  }
}

/** Its bytes lie elsewhere, and are copied to their place by an upload of one part. */
function isReused(chunks: readonly Chunk[]): boolean {
  return chunks.some((chunk) => chunk.source !== undefined);
}
