import { Injectable } from '@nestjs/common';
import {
  assertReceiving,
  bareEtag,
  digestsOf,
  DomainError,
  type ExpectedChunk,
  checkChunk,
  type ArrivalResult,
  type Chunk,
  ChunkRepository,
  type File,
  FileRepository,
  StorageEventQueue,
  type StoredChunk,
  StoreProfileSource,
  Timers,
  TransferStrategies,
} from '@waybill/domain';
import { chunkObject } from '@waybill/transfer';
import { ChunkAnnouncer } from '../chunk-announcer.js';
import { fileNotFound, requireFile, type OwnFile } from '../../auth/require-file.js';

/** Milliseconds that a client's report waits for bytes to be read back, and between two looks. */
const READ_BACK_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 200;
/** Of a chunk two digests can be declared meanwhile, one after the other. */
const MAX_LOOKS = 3;

/** A client reports a chunk as sent; nothing is believed that the store does not say as well. */
@Injectable()
export class ConfirmChunk {
  constructor(
    private readonly files: FileRepository,
    private readonly chunks: ChunkRepository,
    private readonly strategies: TransferStrategies,
    /** Where what cannot be believed at once goes: the processor judges it as it does an event. */
    private readonly events: StorageEventQueue,
    private readonly store: StoreProfileSource,
    private readonly announcer: ChunkAnnouncer,
    private readonly timers: Timers,
  ) {}

  /**
   * @param etag as the store answered the PUT, with or without quotes
   * @throws DomainError file_not_found, those of assertReceiving, chunk_out_of_plan,
   *   chunk_not_stored, store_unavailable
   */
  async execute(ref: OwnFile, number: number, etag: string): Promise<Chunk> {
    const file = await requireFile(this.files, ref);
    assertReceiving(file.status);
    const chunk = await this.requireChunk(file, number);
    const claimed = bareEtag(etag);
    if (chunk.status === 'uploaded') {
      if (chunk.etag === claimed) return chunk;
      throw notStored(number, 'it was verified with another ETag');
    }
    const stored = await this.requireStored(file, chunk, claimed);
    for (let look = 1; ; look += 1) {
      const [expected] = await this.chunks.expected([{ fileId: file.id, number }]);
      if (!expected) throw fileNotFound();
      const key = this.toReadBack(file, expected, stored);
      if (key !== undefined) return this.readBack(file, key, stored);
      const result = await this.record(expected, stored);
      // A digest was declared since it was judged: judged once more, by that.
      if (result?.outcome === 'unjudged' && look < MAX_LOOKS) continue;
      await this.assertBelieved(ref, number, result);
      if (result?.outcome === 'applied') {
        this.announcer.announce({ fileId: file.id, tenantId: file.tenantId, ...stored });
      }
      return this.requireChunk(file, number);
    }
  }

  /**
   * The key of the object that has to be read, or refused, before the chunk counts, by the same rule
   * as for events; undefined where what the store says is enough. What has no object of its own
   * cannot be read back: the store has held it to its digest by its URL, and its ETag must fit.
   * @throws DomainError chunk_not_stored
   */
  private toReadBack(file: File, expected: ExpectedChunk, stored: StoredChunk): string | undefined {
    const judgement = checkChunk(expected, stored, this.store.profile);
    if (judgement.kind === 'believe') return undefined;
    const key = chunkObject(this.strategies.get(file.strategy), file, stored.number);
    if (key === undefined && judgement.kind === 'refuse') {
      throw notStored(stored.number, `what the store has is another: ${judgement.detail}`);
    }
    return key;
  }

  private async record(
    expected: ExpectedChunk,
    { number, etag, size }: StoredChunk,
  ): Promise<ArrivalResult | undefined> {
    const { fileId } = expected;
    const [result] = await this.chunks.recordArrivals({
      arrivals: [{ fileId, number, etag, size, judged: digestsOf(expected) }],
      verification: 'client',
    });
    return result;
  }

  /** Leaves it to a processor, which reads the bytes or refuses them, and waits for its verdict. */
  private async readBack(file: File, key: string, stored: StoredChunk): Promise<Chunk> {
    const { number, size, etag } = stored;
    await this.events.enqueue([
      { kind: 'created', name: 'ClientReport', bucket: file.bucket, key, size, etag },
    ]);
    const deadline = this.timers.now() + READ_BACK_WAIT_MS;
    for (;;) {
      const chunk = await this.requireChunk(file, number);
      if (chunk.status === 'uploaded') return chunk;
      if (chunk.status === 'corrupt')
        throw notStored(number, 'its bytes are not what was declared');
      if (this.timers.now() > deadline)
        throw notStored(number, 'its bytes are being read; ask again');
      await new Promise<void>((resolve) => this.timers.after(LOOK_EVERY_MS, resolve));
    }
  }

  private async requireChunk(file: File, number: number): Promise<Chunk> {
    const inPlan = Number.isSafeInteger(number) && number >= 1 && number <= file.chunkCount;
    const [chunk] = inPlan ? await this.chunks.find(file.id, [number]) : [];
    if (chunk) return chunk;
    throw new DomainError('chunk_out_of_plan', `The plan has chunks 1 to ${file.chunkCount}.`, {
      extensions: { numbers: [number], chunkCount: file.chunkCount },
    });
  }

  private async requireStored(file: File, chunk: Chunk, claimed: string): Promise<StoredChunk> {
    const strategy = this.strategies.get(file.strategy);
    const stored = await strategy.storedChunk(file, chunk.number);
    if (!stored) throw notStored(chunk.number, 'the store does not have it');
    if (stored.etag !== claimed) {
      throw notStored(chunk.number, 'the store has it with another ETag');
    }
    return stored;
  }

  private async assertBelieved(
    ref: OwnFile,
    number: number,
    result: ArrivalResult | undefined,
  ): Promise<void> {
    switch (result?.outcome) {
      case 'applied':
      case 'duplicate':
        return;
      case 'late':
        assertReceiving((await requireFile(this.files, ref)).status);
        return;
      case 'unjudged':
        throw notStored(number, 'its digests are being declared; ask again');
      case 'conflict':
        throw notStored(number, 'it was verified with another ETag');
      case 'unknown_file':
      case 'out_of_plan':
      case undefined:
        throw fileNotFound();
    }
  }
}

function notStored(number: number, why: string): DomainError {
  return new DomainError('chunk_not_stored', `Chunk ${number} is not confirmed: ${why}.`);
}
