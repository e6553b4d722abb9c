import { Injectable } from '@nestjs/common';
import {
  assertReceiving,
  type ArrivalResult,
  type Chunk,
  checkChunk,
  digestsOf,
  type ExpectedChunk,
  type File,
  StorageEventQueue,
  type StoredChunk,
  StoreProfileSource,
  TenantData,
  Timers,
  TransferStrategies,
} from '@waybill/domain';
import { chunkObject } from '@waybill/transfer';
import { fileNotFound, requireFile, type OwnFile } from '../../auth/require-file.js';
import { ChunkAnnouncer } from '../chunk-announcer.js';
import { assertInPlan, readReports, type ChunkReport } from '../chunk-reports.js';

/** Milliseconds that a client's report waits for bytes to be read back, and between two looks. */
const READ_BACK_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 200;
/** Of a chunk two digests can be declared meanwhile, one after the other. */
const MAX_LOOKS = 3;

/** A report that was not believed, and why. */
interface RefusedReport {
  readonly number: number;
  readonly why: string;
}

export interface Confirmation {
  /** By number, as they stand now: `uploaded`. */
  readonly chunks: readonly Chunk[];
  readonly refused: readonly RefusedReport[];
}

type Refusals = Map<number, string>;

/** A client reports chunks as sent; nothing is believed that the store does not say as well. */
@Injectable()
export class ConfirmChunks {
  constructor(
    private readonly data: TenantData,
    private readonly strategies: TransferStrategies,
    /** Where what cannot be believed at once goes: the processor judges it as it does an event. */
    private readonly events: StorageEventQueue,
    private readonly store: StoreProfileSource,
    private readonly announcer: ChunkAnnouncer,
    private readonly timers: Timers,
  ) {}

  /**
   * Each report stands for itself: one that is refused leaves the others.
   * @throws DomainError file_not_found, those of assertReceiving and readReports, chunk_out_of_plan,
   *   store_unavailable
   */
  async execute(ref: OwnFile, reports: readonly ChunkReport[]): Promise<Confirmation> {
    const claims = readReports(reports);
    const numbers = [...claims.keys()];
    const file = await requireFile(this.data, ref);
    assertReceiving(file.status);
    assertInPlan(file, numbers);
    const refused: Refusals = new Map();
    const open = openReports(
      await this.data.of(ref.tenantId).chunks.find(file.id, numbers),
      claims,
      refused,
    );
    const stored = await this.storedOf(file, open, claims, refused);
    await this.believe(ref, file, stored, refused);
    const good = numbers.filter((number) => !refused.has(number));
    return {
      chunks: good.length > 0 ? await this.data.of(ref.tenantId).chunks.find(file.id, good) : [],
      refused: [...refused].map(([number, why]) => ({ number, why })),
    };
  }

  /** What the store has of them, where that is what was reported. */
  private async storedOf(
    file: File,
    numbers: readonly number[],
    claims: ReadonlyMap<number, string>,
    refused: Refusals,
  ): Promise<readonly StoredChunk[]> {
    if (numbers.length === 0) return [];
    const stored = await this.strategies.get(file.strategy).storedChunks(file, numbers);
    const byNumber = new Map(stored.map((chunk) => [chunk.number, chunk]));
    return numbers.flatMap((number) => {
      const chunk = byNumber.get(number);
      if (chunk && chunk.etag === claims.get(number)) return [chunk];
      refused.set(
        number,
        chunk ? 'the store has it with another ETag' : 'the store does not have it',
      );
      return [];
    });
  }

  /** Records what the store has, or has it read first. */
  private async believe(
    ref: OwnFile,
    file: File,
    stored: readonly StoredChunk[],
    refused: Refusals,
  ): Promise<void> {
    let left = stored;
    for (let look = 1; left.length > 0; look += 1) {
      const expected = await this.data
        .of(ref.tenantId)
        .chunks.expected(left.map(({ number }) => ({ fileId: file.id, number })));
      if (expected.length < left.length) throw fileNotFound();
      const { known, unknown } = this.judge(file, left, expected, refused);
      const results = await this.record(ref, known, expected);
      // A digest was declared since it was judged: judged once more, by that.
      left = known.filter((_, index) => results[index]?.outcome === 'unjudged');
      await this.heed(ref, file, known, results, refused);
      if (unknown.length > 0) await this.readBack(ref, file, unknown, refused);
      if (look < MAX_LOOKS) continue;
      for (const { number } of left)
        refused.set(number, 'its digests are being declared; ask again');
      return;
    }
  }

  /**
   * By the same rule as for events: what the store says is enough, or the bytes have to be read, or
   * refused, before the chunk counts. What has no object of its own cannot be read back: the store has
   * held it to its digest by its URL, and its ETag must fit.
   */
  private judge(
    file: File,
    stored: readonly StoredChunk[],
    expected: readonly ExpectedChunk[],
    refused: Refusals,
  ): { readonly known: readonly StoredChunk[]; readonly unknown: readonly StoredChunk[] } {
    const known: StoredChunk[] = [];
    const unknown: StoredChunk[] = [];
    for (const chunk of stored) {
      const one = expected.find(({ number }) => number === chunk.number);
      if (!one) continue;
      const judgement = checkChunk(one, chunk, this.store.profile);
      if (judgement.kind === 'believe') known.push(chunk);
      else if (this.keyOf(file, chunk.number) !== undefined) unknown.push(chunk);
      else if (judgement.kind === 'read_back') known.push(chunk);
      else refused.set(chunk.number, `what the store has is another: ${judgement.detail}`);
    }
    return { known, unknown };
  }

  private record(
    ref: OwnFile,
    stored: readonly StoredChunk[],
    expected: readonly ExpectedChunk[],
  ): Promise<readonly ArrivalResult[]> {
    const byNumber = new Map(expected.map((one) => [one.number, one]));
    const arrivals = stored.flatMap(({ number, etag, size }) => {
      const one = byNumber.get(number);
      return one ? [{ fileId: one.fileId, number, etag, size, judged: digestsOf(one) }] : [];
    });
    if (arrivals.length === 0) return Promise.resolve([]);
    return this.data.of(ref.tenantId).chunks.recordArrivals({ arrivals, verification: 'client' });
  }

  /** @throws DomainError of assertReceiving where the file has come to its end, file_not_found */
  private async heed(
    ref: OwnFile,
    { id: fileId, tenantId }: File,
    stored: readonly StoredChunk[],
    results: readonly ArrivalResult[],
    refused: Refusals,
  ): Promise<void> {
    for (const [index, chunk] of stored.entries()) {
      switch (results[index]?.outcome) {
        case 'applied':
          this.announcer.announce({ fileId, tenantId, ...chunk });
          break;
        case 'duplicate':
        case 'unjudged':
          break;
        case 'late':
          assertReceiving((await requireFile(this.data, ref)).status);
          break;
        case 'conflict':
          refused.set(chunk.number, 'it was verified with another ETag');
          break;
        case 'unknown_file':
        case 'out_of_plan':
        case undefined:
          throw fileNotFound();
      }
    }
  }

  /** Leaves it to a processor, which reads the bytes or refuses them, and waits for its verdict. */
  private async readBack(
    ref: OwnFile,
    file: File,
    stored: readonly StoredChunk[],
    refused: Refusals,
  ): Promise<void> {
    await this.events.enqueue(
      stored.map(({ number, size, etag }) => ({
        kind: 'created',
        name: 'ClientReport',
        bucket: file.bucket,
        key: this.keyOf(file, number) ?? '',
        size,
        etag,
      })),
    );
    const deadline = this.timers.now() + READ_BACK_WAIT_MS;
    let waiting = stored.map(({ number }) => number);
    for (;;) {
      const chunks = await this.data.of(ref.tenantId).chunks.find(file.id, waiting);
      if (chunks.length < waiting.length) throw fileNotFound();
      for (const { number, status } of chunks)
        if (status === 'corrupt') refused.set(number, 'its bytes are not what was declared');
      waiting = chunks.flatMap(({ status, number }) => (status === 'pending' ? number : []));
      if (waiting.length === 0) return;
      if (this.timers.now() > deadline) break;
      await new Promise<void>((resolve) => this.timers.after(LOOK_EVERY_MS, resolve));
    }
    for (const number of waiting) refused.set(number, 'its bytes are being read; ask again');
  }

  private keyOf(file: File, number: number): string | undefined {
    return chunkObject(this.strategies.get(file.strategy), file, number);
  }
}

/** The numbers of those that are not there yet; of those that are, the ETag has to be the same. */
function openReports(
  chunks: readonly Chunk[],
  claims: ReadonlyMap<number, string>,
  refused: Refusals,
): readonly number[] {
  return chunks.flatMap(({ number, status, etag }) => {
    if (status !== 'uploaded') return number;
    if (etag !== claims.get(number)) refused.set(number, 'it was verified with another ETag');
    return [];
  });
}
