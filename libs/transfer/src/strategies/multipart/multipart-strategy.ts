import {
  assertReceiving,
  type Assembly,
  type AutoOptions,
  type ChunkPlan,
  type ChunkPut,
  DomainError,
  type File,
  fileKey,
  type ObjectHead,
  type Part,
  type PartRange,
  type PartUrlSigner,
  RECEIVING_STATUSES,
  type SignedRequest,
  type StoredChunk,
  TransferStrategy,
} from '@waybill/domain';
import { abortStrays, abortUploads } from '../../assembly/abort-uploads.js';
import { assembleParts } from '../../assembly/assemble-parts.js';
import { planAssembly } from '../../assembly/assembly-plan.js';
import type { AssemblyOptions, AssemblyPorts } from '../../assembly/assembly-ports.js';
import { claimUpload } from '../../assembly/obtain-upload.js';
import { assertPartsFit } from '../../carry.js';
import type { RegisteredStrategy } from '../strategy.js';

export interface MultipartPorts extends AssemblyPorts {
  readonly parts: PartUrlSigner;
}

/**
 * S3's own multipart upload of the final object, its parts sent by the client. Nothing is copied but
 * reused chunks; but the store tells of no part, so that ListParts is the only proof of one. A part
 * can be sent again while its URL lasts: completion compares it with what was verified.
 */
export class MultipartStrategy extends TransferStrategy implements RegisteredStrategy {
  override readonly name = 'multipart';
  override readonly chunksAreObjects = false;
  override readonly sendsFinalObject = false;

  constructor(
    private readonly ports: MultipartPorts,
    private readonly options: AssemblyOptions,
  ) {
    super();
  }

  /** The fastest, where nothing is lost by it. One chunk is copied as quickly, and told of by an event. */
  suitsAuto({ chunkCount }: ChunkPlan, { partsAreSure }: AutoOptions): boolean {
    return partsAreSure && chunkCount > 1;
  }

  override assertCarries(plan: ChunkPlan): void {
    assertPartsFit(this.name, plan);
  }

  override finalKey(file: File): string {
    return fileKey(file.id);
  }

  /** @throws DomainError those of assertReceiving, where the file came to its end meanwhile */
  override async sign(
    file: File,
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]> {
    if (puts.length === 0) return [];
    const uploadId = await this.uploadOf(file);
    return this.ports.parts.signPartPuts({ key: this.finalKey(file), uploadId }, puts, expiresIn);
  }

  override async storedChunks(
    file: File,
    numbers?: readonly number[],
  ): Promise<readonly StoredChunk[]> {
    if (!numbers) return this.parts(file, { from: 1, to: file.chunkCount });
    const asked = new Set(numbers);
    const range = { from: Math.min(...asked), to: Math.max(...asked) };
    const parts = asked.size === 0 ? [] : await this.parts(file, range);
    return parts.filter(({ number }) => asked.has(number));
  }

  override async assemble(assembly: Assembly): Promise<ObjectHead> {
    const plan = planAssembly(assembly, this.finalKey(assembly.file), () => undefined);
    return assembleParts(this.ports, plan, this.options, assembly);
  }

  /** S3 cannot remove a part; the next one of the same number takes its place. */
  override removeChunk(): Promise<void> {
    return Promise.resolve();
  }

  override async discard(file: File, { keepFinal }: { keepFinal: boolean }): Promise<void> {
    if (keepFinal) await abortStrays(this.ports, this.finalKey(file), file);
    else await abortUploads(this.ports.uploads, this.finalKey(file));
    if (!keepFinal) await this.ports.remover.remove([this.finalKey(file)]);
  }

  private async uploadOf(file: File): Promise<string> {
    const { files, uploads } = this.ports;
    const uploadId = await claimUpload(files, uploads, file, this.finalKey(file));
    if (uploadId !== undefined) return uploadId;
    const now = await files.find({ fileId: file.id });
    if (now) assertReceiving(now.status);
    throw new DomainError('file_not_found', 'There is no such file any more.');
  }

  /**
   * None where no chunk was asked for yet, or where the upload is completed or gone. One that is gone
   * while clients send into it (aborted by a rule of the bucket) would refuse every part: the next
   * URLs are for another, and what was in this one is found lost at assembly.
   */
  private async parts({ id, uploadId, status }: File, range: PartRange): Promise<readonly Part[]> {
    if (uploadId === undefined) return [];
    const parts = await this.ports.uploads.parts(fileKey(id), uploadId, range);
    const receiving = RECEIVING_STATUSES.some((one) => one === status);
    if (!parts && receiving) await this.ports.files.releaseUploadId(id, uploadId);
    return parts ?? [];
  }
}
