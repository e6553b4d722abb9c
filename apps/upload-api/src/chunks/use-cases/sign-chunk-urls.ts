import { Injectable } from '@nestjs/common';
import {
  assertReceiving,
  DomainError,
  type ChunkDigests,
  type File,
  type SignedRequest,
  StoreProfileSource,
  Timers,
  TransferStrategies,
  type UrlChunk,
  TenantData,
} from '@waybill/domain';
import { UploadSettings } from '../../platform/settings.js';
import { assertHeldTo } from '../../files/rules/choose-strategy.js';
import { fileNotFound, type OwnFile } from '../../auth/require-file.js';
import {
  differs,
  fingerprintConflict,
  readSelection,
  type ChunkSelection,
  type ChunkSelectionInput,
} from '../chunk-selection.js';
import { assertInPlan } from '../chunk-reports.js';

export interface SignedChunkUrl extends SignedRequest {
  readonly number: number;
  /** No storage event will tell of the chunk: the client has to report it. */
  readonly confirm: boolean;
}

export interface ChunkUrls {
  readonly urls: readonly SignedChunkUrl[];
  /** Chunks that the tenant has stored already: there is nothing to send. */
  readonly reused: readonly number[];
}

/** Reads of the same chunks, where other calls declare their digests in between. */
const MAX_LOOKS = 3;

/** Gives out permission to send chunks. All that were asked for, or none and nothing changed. */
@Injectable()
export class SignChunkUrls {
  constructor(
    private readonly data: TenantData,
    private readonly strategies: TransferStrategies,
    private readonly store: StoreProfileSource,
    private readonly uploads: UploadSettings,
    private readonly timers: Timers,
  ) {}

  /**
   * @throws DomainError file_not_found, those of assertReceiving and readSelection,
   *   chunk_out_of_plan, chunk_already_uploaded, chunk_fingerprint_conflict,
   *   chunk_digest_too_late, strategy_not_applicable, store_unavailable
   */
  async execute(ref: OwnFile, input: ChunkSelectionInput): Promise<ChunkUrls> {
    const selection = readSelection(input);
    for (let look = 1; look <= MAX_LOOKS; look += 1) {
      const signed = await this.attempt(ref, selection);
      if (signed) return signed;
    }
    throw new DomainError('chunk_already_uploaded', 'These chunks are changing; ask again.');
  }

  /** @returns undefined where another call has declared digests that these URLs would not bind */
  private async attempt(ref: OwnFile, selection: ChunkSelection): Promise<ChunkUrls | undefined> {
    const { profile } = this.store;
    const expireAt = new Date(this.timers.now() + this.uploads.chunkUrlExpiresIn * 1_000);
    const page = await this.data
      .of(ref.tenantId)
      .chunks.urlPage({ ...ref, ...selection, profile, expireAt });
    if (!page) throw fileNotFound();
    const { file } = page;
    assertReceiving(file.status);
    assertHeldTo(this.strategies.get(file.strategy), this.store);
    assertInPlan(file, selection.numbers);
    const chunks = selection.skipUploaded
      ? page.chunks.filter((chunk) => chunk.status !== 'uploaded')
      : page.chunks;
    assertNotUploaded(chunks);
    const declared = await this.declare(ref, file, selection, chunks);
    const known = page.mayBeKnown ? await this.reuse(ref, declared) : declared;
    const missing = known.filter((chunk) => chunk.status !== 'uploaded');
    // Before the URLs are out: what comes by one of them is known to be held to nothing, and until when
    // it can come.
    const unbound = this.unboundOf(file, missing);
    if (!page.expected || unbound.length > 0) {
      const given = await this.data
        .of(ref.tenantId)
        .files.expectArrivals(file.id, { unbound, profile, expireAt });
      if (!given) return undefined;
    }
    const urls = await this.sign(file, missing);
    // They may be bound by what the store is known to enforce since then: not as it was remembered.
    if (this.store.profile !== profile) return undefined;
    return {
      urls,
      reused: known.filter((chunk) => chunk.status === 'uploaded').map(({ number }) => number),
    };
  }

  /**
   * Takes what the tenant has stored already. Read again afterwards, because another call may have
   * taken chunks of this one.
   * @returns the chunks asked for as they stand now
   */
  private async reuse(ref: OwnFile, chunks: readonly UrlChunk[]): Promise<readonly UrlChunk[]> {
    const numbers = chunks.map(({ number }) => number);
    const own = this.data.of(ref.tenantId);
    await own.chunks.reuseKnown(ref.fileId, numbers);
    return own.chunks.find(ref.fileId, numbers);
  }

  private async declare(
    ref: OwnFile,
    file: File,
    { digests }: ChunkSelection,
    chunks: readonly UrlChunk[],
  ): Promise<readonly UrlChunk[]> {
    assertNoConflict(digests, chunks);
    const news = newsOf(digests, chunks);
    if (news.length === 0) return chunks;
    const enforcedBy = this.readable(file) ? 'reading' : 'url';
    const declared = await this.data
      .of(ref.tenantId)
      .chunks.declareDigests(file.id, news, enforcedBy);
    // Somebody else may have declared another digest between the two reads, or sent a chunk.
    assertNoConflict(news, declared);
    assertTaken(file, news, declared);
    const byNumber = new Map(declared.map((chunk) => [chunk.number, chunk]));
    return chunks.map((chunk) => byNumber.get(chunk.number) ?? chunk);
  }

  /** Chunks whose URLs will bind too little for a digest that is declared later: once for a file. */
  private unboundOf(file: File, chunks: readonly UrlChunk[]): readonly ChunkDigests[] {
    if (file.unboundUrls) return [];
    const readable = this.readable(file);
    return chunks
      .filter(({ sha256, md5 }) => sha256 === undefined && (readable || md5 === undefined))
      .map(({ number, md5 }) => ({ number, ...(md5 !== undefined && { md5 }) }));
  }

  /** Where not, a URL alone can hold a chunk to its digest. */
  private readable(file: File): boolean {
    return this.strategies.get(file.strategy).chunksAreObjects;
  }

  private async sign(file: File, chunks: readonly UrlChunk[]): Promise<SignedChunkUrl[]> {
    const puts = chunks.map(({ number, size, sha256, md5 }) => ({
      fileId: file.id,
      number,
      size,
      ...(sha256 !== undefined && { sha256 }),
      ...(md5 !== undefined && { md5 }),
    }));
    const strategy = this.strategies.get(file.strategy);
    const signed = await strategy.sign(file, puts, this.uploads.chunkUrlExpiresIn);
    return puts.flatMap(({ number }, index) => {
      const request = signed[index];
      return request ? [{ number, ...request, confirm: !strategy.chunksAreObjects }] : [];
    });
  }
}

function assertNotUploaded(chunks: readonly UrlChunk[]): void {
  const there = chunks.filter((chunk) => chunk.status === 'uploaded').map(({ number }) => number);
  if (there.length === 0) return;
  throw new DomainError(
    'chunk_already_uploaded',
    `Chunk ${there.slice(0, 10).join(', ')} is there already.`,
    { extensions: { numbers: there } },
  );
}

/** What is not declared yet: to declare the rest again would lock its chunks for nothing. */
function newsOf(
  digests: ChunkSelection['digests'],
  chunks: readonly UrlChunk[],
): readonly ChunkDigests[] {
  const byNumber = new Map(chunks.map((chunk) => [chunk.number, chunk]));
  return digests.filter(({ number, sha256, md5 }) => {
    const chunk = byNumber.get(number);
    return (sha256 && !chunk?.sha256) || (md5 && !chunk?.md5);
  });
}

/** A digest that came too late was not taken, and none of the call was. */
function assertTaken(
  file: File,
  digests: ChunkSelection['digests'],
  declared: readonly UrlChunk[],
): void {
  const byNumber = new Map(declared.map((chunk) => [chunk.number, chunk]));
  const refused = digests.flatMap(({ number, sha256, md5 }) => {
    const chunk = byNumber.get(number);
    return chunk && ((sha256 && !chunk.sha256) || (md5 && !chunk.md5)) ? chunk : [];
  });
  if (refused.length === 0) return;
  assertNotUploaded(refused);
  throw new DomainError(
    'chunk_digest_too_late',
    `URLs that do not bind it were given out for this "${file.strategy}" file before: its chunks can no longer be held to another digest.`,
    { extensions: { numbers: refused.map(({ number }) => number) } },
  );
}

function assertNoConflict(digests: ChunkSelection['digests'], chunks: readonly UrlChunk[]): void {
  const byNumber = new Map(chunks.map((chunk) => [chunk.number, chunk]));
  const conflicts = digests.filter((asked) => {
    const known = byNumber.get(asked.number);
    return known !== undefined && differs(asked, known);
  });
  if (conflicts.length > 0) throw fingerprintConflict(conflicts.map(({ number }) => number));
}
