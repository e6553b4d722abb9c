import { Inject, Injectable } from '@nestjs/common';
import {
  AssemblyFailure,
  type Chunk,
  type Failure,
  type File,
  type Location,
  SourceMissingError,
  publicLocation,
} from '@waybill/domain';
import { Metrics } from '../../platform/metrics.js';
import { BucketSettings } from '../../platform/settings.js';
import { AssembleFilePorts, type AssemblyRun } from './assembly-ports.js';
import { findLost } from './find-lost.js';
import { verifyFingerprint } from './verify-fingerprint.js';

/**
 * `put_back`: chunks are gone from the store and have to be sent again. `skipped`: the file is not `completing`;
 * another worker was faster, or nobody wants it.
 */
export type AssemblyOutcome = 'completed' | 'failed' | 'put_back' | 'skipped';

/**
 * Completes a file: compares its fingerprint, has its strategy make the final object, and writes
 * what came of it. Every step can be the last one of a worker and be followed by another's first.
 */
@Injectable()
export class AssembleFile {
  constructor(
    private readonly ports: AssembleFilePorts,
    private readonly at: BucketSettings,
    @Inject(Metrics) private readonly metrics: Pick<Metrics, 'partsCopied'>,
  ) {}

  /** @throws whatever may pass: the store or the database is away, or the run was aborted */
  async execute(fileId: string, run: AssemblyRun = {}): Promise<AssemblyOutcome> {
    const file = await this.ports.files.find({ fileId });
    if (file?.status !== 'completing') return 'skipped';
    const chunks = await this.ports.chunks.all(fileId);
    try {
      return await this.assemble(file, chunks, run);
    } catch (error) {
      if (error instanceof SourceMissingError) return this.sourceMissing(file, chunks, error);
      if (!(error instanceof AssemblyFailure)) throw error;
      return this.fail(fileId, { code: error.code, detail: error.detail });
    }
  }

  /** No attempt has succeeded: the file is `failed` and can be completed again. */
  async giveUp(fileId: string, error: unknown): Promise<AssemblyOutcome> {
    const detail = error instanceof Error ? error.message : String(error);
    return this.fail(fileId, { code: 'assembly_failed', detail });
  }

  private async assemble(
    file: File,
    chunks: readonly Chunk[],
    run: AssemblyRun,
  ): Promise<AssemblyOutcome> {
    const strategy = this.ports.strategies.get(file.strategy);
    const fingerprint = await verifyFingerprint(this.ports, file, chunks, strategy, run);
    const { etag, versionId } = await strategy.assemble({
      file,
      chunks,
      onCopied: () => this.metrics.partsCopied.inc(),
      onProgress: (parts, of) => {
        // Thrown from here it ends the attempt between two calls to the store.
        run.signal?.throwIfAborted();
        run.progress?.({ parts, of });
      },
    });
    const key = strategy.finalKey(file);
    const location = { bucket: this.at.bucket, key, etag, ...(versionId && { versionId }) };
    return this.complete(file.id, location, fingerprint);
  }

  /** The upload's id stays on the row: what the object was made of is never aborted beside it. */
  private complete(
    fileId: string,
    location: Location,
    fingerprint: string | undefined,
  ): Promise<AssemblyOutcome> {
    const result = { location, ...(fingerprint !== undefined && { fingerprint }) };
    const journaled = { ...result, location: publicLocation(location, this.at.prefix) };
    return this.settle(fileId, 'completed', {
      ...result,
      failure: null,
      eventData: journaled,
    });
  }

  /** What is gone can be sent again; of bytes that were swapped nobody may be able to say which count. */
  private async sourceMissing(
    file: File,
    chunks: readonly Chunk[],
    error: SourceMissingError,
  ): Promise<AssemblyOutcome> {
    const found = await findLost(this.ports, file, chunks, error);
    if (found === 'changed') {
      return this.fail(file.id, { code: 'source_missing', detail: error.message });
    }
    const reset = await this.ports.chunks.resetLostChunks(file.id, found, 'source_missing');
    // Somebody else has done it, or the file has moved on: the next attempt sees which.
    if (reset.length === 0) throw error;
    return 'put_back';
  }

  /** The multipart upload stays on the row: it holds what is copied, or sent, already. */
  private async fail(fileId: string, failure: Failure): Promise<AssemblyOutcome> {
    return this.settle(fileId, 'failed', { failure, eventData: { failure } });
  }

  /** Only from `completing`: a worker that was asleep must not undo what another has done since. */
  private async settle(
    fileId: string,
    status: 'completed' | 'failed',
    change: object,
  ): Promise<AssemblyOutcome> {
    let settled = false;
    await this.ports.files.change({ fileId }, (file) => {
      settled = file.status === 'completing';
      return settled ? { ...change, status } : undefined;
    });
    return settled ? status : 'skipped';
  }
}
