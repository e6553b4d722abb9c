import type { ChunkVerdictV1 } from '@waybill/contracts';
import { Inject, Injectable } from '@nestjs/common';
import {
  ChunkRepository,
  digestsOf,
  type ExpectedChunk,
  type File,
  FileRepository,
  isSettled,
  checkChunk,
  judgeDigests,
  type JudgedArrival,
  type Judgement,
  ObjectHasher,
  type SeenChunk,
  type StoredChunk,
  StoreProfileSource,
  TransferStrategies,
  type TransferStrategy,
  type ChunkToVerify,
} from '@waybill/domain';
import { chunkObject } from '@waybill/transfer';
import { AnnounceChunks } from '../announce-chunks.js';
import { Metrics } from '../../platform/metrics.js';

type ChunkPort = Pick<ChunkRepository, 'find' | 'expected' | 'recordArrivals' | 'reject'>;

@Injectable()
export class VerifyPorts {
  constructor(
    @Inject(FileRepository) readonly files: Pick<FileRepository, 'find'>,
    @Inject(ChunkRepository) readonly chunks: ChunkPort,
    @Inject(TransferStrategies) readonly strategies: Pick<TransferStrategies, 'get'>,
    readonly hasher: ObjectHasher,
    readonly announce: AnnounceChunks,
  ) {}
}

/** What an earlier run found, and did not end; and how this one keeps what it finds. */
export interface VerdictNote {
  readonly verdict?: ChunkVerdictV1 | undefined;
  readonly remember: (verdict: ChunkVerdictV1) => Promise<void>;
}

/** A digest can be declared during a look, twice at most: then the chunk is looked at once more. */
const MAX_LOOKS = 3;

export type VerificationOutcome =
  | 'applied'
  | 'refused'
  /** Refused once too often: the file is `failed`. */
  | 'file_failed'
  /** Believed before, or refused before and nothing new. */
  | 'known'
  /** The store has nothing there, or something else by now, which is told of as well. */
  | 'gone'
  /** The file takes nothing more. */
  | 'late';

/** A chunk that is still missing, with the strategy that can look at it. */
interface OpenChunk {
  readonly file: File;
  readonly expected: ExpectedChunk;
  readonly strategy: TransferStrategy;
  /** In a row, until now. */
  readonly rejections: number;
}

/**
 * Looks at a chunk that an event, or a list, does not suffice to believe, and settles it: what the
 * store holds now is the declared chunk and is believed; or it is not, and then it is removed (its
 * URL is write-once, so it would be in the way of the right bytes) and the chunk is `corrupt`.
 */
@Injectable()
export class VerifyChunk {
  constructor(
    private readonly ports: VerifyPorts,
    private readonly store: StoreProfileSource,
    @Inject(Metrics)
    private readonly metrics: Pick<Metrics, 'verifications' | 'bytesReadBack' | 'chunksCorrupt'>,
  ) {}

  /**
   * Safe to repeat; one run for each chunk at a time.
   * @throws DomainError store_unavailable, database_unavailable; Error where digests change under it
   */
  async execute(task: ChunkToVerify, note: VerdictNote): Promise<VerificationOutcome> {
    for (let look = 1; look <= MAX_LOOKS; look += 1) {
      const opened = await this.open(task);
      const outcome = typeof opened === 'string' ? opened : await this.settle(task, opened, note);
      if (outcome === 'unjudged') continue;
      this.metrics.verifications.inc({ outcome });
      return outcome;
    }
    throw new Error(`Digests of chunk ${task.number} of ${task.fileId} are being declared.`);
  }

  private async open({ fileId, number }: ChunkToVerify): Promise<OpenChunk | VerificationOutcome> {
    const [file, [expected], [chunk]] = await Promise.all([
      this.ports.files.find({ fileId }),
      this.ports.chunks.expected([{ fileId, number }]),
      this.ports.chunks.find(fileId, [number]),
    ]);
    if (!file || !expected || !chunk) return 'gone';
    const strategy = this.ports.strategies.get(file.strategy);
    // The reads are not of one moment: a file that is completed has all its chunks, whatever the row
    // said. Of a `single` file the chunk is the final object, which nobody may remove.
    if (file.status === 'completed' && strategy.sendsFinalObject) return 'known';
    if (isSettled(file.status)) {
      await strategy.removeChunk(file, number);
      return 'late';
    }
    if (expected.status === 'uploaded') return 'known';
    return { file, expected, strategy, rejections: chunk.rejections ?? 0 };
  }

  private async settle(
    task: ChunkToVerify,
    chunk: OpenChunk,
    { verdict, remember }: VerdictNote,
  ): Promise<VerificationOutcome | 'unjudged'> {
    const { expected, strategy, rejections, file } = chunk;
    const stored = await strategy.storedChunk(file, task.number);
    // The run before this one had found it wrong, and may have removed it, but has not told.
    const untold = verdict !== undefined && rejections <= verdict.rejections;
    if (untold && (!stored || stored.etag === verdict.etag)) return this.refuse(chunk, verdict);
    // What is not there cannot be wrong, whatever an event says of it.
    if (!stored) return 'gone';

    const judgement = checkChunk(expected, stored, this.store.profile);
    if (judgement.kind === 'refuse') {
      return this.refuseOnce(chunk, { ...judgement, etag: stored.etag }, remember);
    }
    const key = chunkObject(strategy, file, task.number);
    // A part that cannot be read back was held to its digest by its URL: none is taken afterwards.
    if (judgement.kind === 'believe' || key === undefined) {
      return this.believe(task, expected, stored);
    }
    const found = await this.readBack(key, expected);
    if (!found) return 'gone';
    if (found.judgement.kind !== 'refuse') return this.believe(task, expected, found.object);
    return this.refuseOnce(chunk, { ...found.judgement, etag: found.object.etag }, remember);
  }

  /** Size and ETag are those of the bytes that were read, which need not be those of the event. */
  private async readBack(
    key: string,
    expected: ExpectedChunk,
  ): Promise<{ readonly judgement: Judgement; readonly object: SeenChunk } | undefined> {
    const object = await this.ports.hasher.hash(key);
    if (!object) return undefined;
    this.metrics.bytesReadBack.inc(object.size);
    return { judgement: judgeDigests(expected, object), object };
  }

  private async believe(
    { fileId, number, sequencer, verification }: ChunkToVerify,
    expected: ExpectedChunk,
    { size, etag }: SeenChunk,
  ): Promise<VerificationOutcome | 'unjudged'> {
    const arrival: JudgedArrival = {
      fileId,
      number,
      size,
      etag,
      judged: digestsOf(expected),
      ...(sequencer !== undefined && { sequencer }),
    };
    const results = await this.ports.chunks.recordArrivals({ arrivals: [arrival], verification });
    await this.ports.announce.execute(results);
    switch (results[0]?.outcome) {
      case 'applied':
        return 'applied';
      case 'duplicate':
      case 'conflict':
        return 'known';
      case 'late':
      case 'unjudged':
        return results[0].outcome;
      case 'unknown_file':
      case 'out_of_plan':
      case undefined:
        return 'gone';
    }
  }

  private async refuseOnce(
    chunk: OpenChunk,
    { reason, detail, etag }: Omit<ChunkVerdictV1, 'rejections'>,
    remember: VerdictNote['remember'],
  ): Promise<VerificationOutcome> {
    const { expected, strategy, file, rejections } = chunk;
    // A part cannot be removed, and is found wrong at every look until the next one replaces it.
    const lasting = chunkObject(strategy, file, expected.number) === undefined;
    if (lasting && expected.status === 'corrupt') return 'known';
    const verdict = { reason, detail, etag, rejections };
    await remember(verdict);
    return this.refuse(chunk, verdict);
  }

  /**
   * First the removal, then the word: who hears it sends again at once. A run that dies between the
   * two has left its verdict, and the next one says it.
   */
  private async refuse(
    { file, strategy, expected: { fileId, number } }: OpenChunk,
    { reason, detail, etag, rejections }: ChunkVerdictV1,
  ): Promise<VerificationOutcome> {
    const now: StoredChunk | undefined = await strategy.storedChunk(file, number);
    if (now && now.etag !== etag) return 'gone';
    if (now) await strategy.removeChunk(file, number);
    // Counted once, also where a worker that was asleep goes on beside the one that has its job.
    const rejection = { fileId, number, reason, detail, etag, rejections };
    const outcome = await this.ports.chunks.reject(rejection);
    if (outcome === 'ignored') return 'known';
    this.metrics.chunksCorrupt.inc({ reason });
    return outcome === 'failed' ? 'file_failed' : 'refused';
  }
}
