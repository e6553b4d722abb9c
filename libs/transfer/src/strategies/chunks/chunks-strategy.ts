import {
  type Assembly,
  chunkKey,
  chunkKeyPrefix,
  type ChunkPlan,
  type ChunkPut,
  type ChunkUrlSigner,
  type File,
  fileKey,
  type ObjectHead,
  type ObjectLister,
  type ObjectRemover,
  parseObjectKey,
  type SignedRequest,
  type StoredChunk,
  type StoredObject,
  TransferStrategy,
} from '@waybill/domain';
import pMap from 'p-map';
import { abortStrays, abortUploads } from '../../assembly/abort-uploads.js';
import { assembleParts } from '../../assembly/assemble-parts.js';
import { planAssembly } from '../../assembly/assembly-plan.js';
import type { AssemblyOptions, AssemblyPorts } from '../../assembly/assembly-ports.js';
import { assertPartsFit } from '../../carry.js';
import type { KeepsChunkObjects } from '../../chunk-object.js';
import type { RegisteredStrategy } from '../strategy.js';

const HEADS_AT_ONCE = 8;

export interface ChunksPorts extends AssemblyPorts {
  readonly chunkUrls: ChunkUrlSigner;
  readonly lister: Pick<ObjectLister, 'objects'>;
  readonly remover: ObjectRemover;
}

/**
 * The reference flow: one object for each chunk, with an event of its own from the store;
 * assembled inside the store by UploadPartCopy.
 */
export class ChunksStrategy
  extends TransferStrategy
  implements RegisteredStrategy, KeepsChunkObjects
{
  override readonly name = 'chunks';
  override readonly chunksAreObjects = true;
  override readonly sendsFinalObject = false;

  constructor(
    private readonly ports: ChunksPorts,
    private readonly options: AssemblyOptions,
  ) {
    super();
  }

  /** It takes every plan, and its events tell of each chunk. */
  suitsAuto(): boolean {
    return true;
  }

  override assertCarries(plan: ChunkPlan): void {
    assertPartsFit(this.name, plan);
  }

  override finalKey(file: File): string {
    return fileKey(file.id);
  }

  chunkObject(file: File, number: number): string {
    return chunkKey(file.id, number);
  }

  override sign(
    _: File,
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]> {
    return this.ports.chunkUrls.signChunkPuts(puts, expiresIn);
  }

  override async storedChunks(
    file: File,
    numbers?: readonly number[],
  ): Promise<readonly StoredChunk[]> {
    if (!numbers) return this.allStored(file);
    const found = await pMap(
      numbers,
      async (number) => {
        const head = await this.ports.reader.head(chunkKey(file.id, number));
        return head ? [{ number, size: head.size, etag: head.etag }] : [];
      },
      { concurrency: HEADS_AT_ONCE },
    );
    return found.flat();
  }

  override async assemble(assembly: Assembly): Promise<ObjectHead> {
    const { file } = assembly;
    const plan = planAssembly(assembly, this.finalKey(file), ({ number }) => ({
      key: chunkKey(file.id, number),
    }));
    return assembleParts(this.ports, plan, this.options, assembly);
  }

  override removeChunk(file: File, number: number): Promise<void> {
    return this.ports.remover.remove([chunkKey(file.id, number)]);
  }

  override async discard(file: File, { keepFinal }: { keepFinal: boolean }): Promise<void> {
    if (keepFinal) await abortStrays(this.ports, this.finalKey(file), file);
    else await abortUploads(this.ports.uploads, this.finalKey(file));
    await this.ports.remover.removePrefix(chunkKeyPrefix(file.id));
    if (!keepFinal) await this.ports.remover.remove([this.finalKey(file)]);
  }

  private async allStored(file: File): Promise<readonly StoredChunk[]> {
    const stored: StoredChunk[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.ports.lister.objects(chunkKeyPrefix(file.id), cursor);
      stored.push(...page.items.flatMap((object) => chunkOf(file, object) ?? []));
      cursor = page.next;
    } while (cursor !== undefined);
    return stored.sort((a, b) => a.number - b.number);
  }
}

/** Undefined for what lies under the prefix and is no chunk of the plan. */
function chunkOf(file: File, { key, size, etag }: StoredObject): StoredChunk | undefined {
  const ref = parseObjectKey(key);
  if (ref?.kind !== 'chunk' || ref.number > file.chunkCount) return undefined;
  return { number: ref.number, size, etag };
}
