import { Inject, Injectable } from '@nestjs/common';
import { type DriftFound, DriftRegister, type File, Log, ObjectReader } from '@waybill/domain';
import pMap from 'p-map';
import { Metrics } from '../platform/metrics.js';
import { ScrubRules } from '../platform/settings.js';

/** Looks under way at once: the store has better things to do. */
const AT_ONCE = 4;

/**
 * Compares completed files with their objects, those that have waited longest first. One whose object is
 * gone or another is told once, and given out no more; so is one that is right again.
 */
@Injectable()
export class ScrubFiles {
  constructor(
    private readonly drift: DriftRegister,
    @Inject(ObjectReader) private readonly reader: Pick<ObjectReader, 'head'>,
    private readonly rules: ScrubRules,
    @Inject(Metrics) private readonly metrics: Pick<Metrics, 'filesScrubbed'>,
    private readonly logger: Log,
  ) {}

  /**
   * @returns how many files were looked at
   * @throws DomainError store_unavailable, database_unavailable: the files of this run come next time
   */
  async execute(signal?: AbortSignal): Promise<number> {
    const files = await this.drift.claimDue(this.rules.every, this.rules.maxFiles);
    const left = new Set(files.map(({ id }) => id));
    try {
      await pMap(
        files,
        async (file) => {
          signal?.throwIfAborted();
          await this.scrub(file);
          left.delete(file.id);
        },
        { concurrency: AT_ONCE },
      );
    } catch (error) {
      await this.drift.lookSoon([...left]);
      throw error;
    }
    return files.length;
  }

  private async scrub(file: File): Promise<void> {
    // Before a file is called lost, the store is asked once more.
    const found = (await this.look(file)) && (await this.look(file));
    const outcome = await this.drift.record(file, found);
    this.metrics.filesScrubbed.inc({ outcome });
    const { id: fileId, location } = file;
    if (outcome === 'drifted') this.logger.error({ fileId, location, found }, 'a file has drifted');
    if (outcome === 'restored') this.logger.warn({ fileId, location }, 'a file is right again');
  }

  private async look({ location, size }: File): Promise<DriftFound | undefined> {
    if (!location) return undefined;
    const head = await this.reader.head(location.key, location.versionId);
    if (!head) return { reason: 'missing', detail: 'The store does not have the object.' };
    if (head.size === size && head.etag === location.etag) return undefined;
    return {
      reason: 'changed',
      detail:
        `The object has ${head.size} bytes and ETag ${head.etag}; ` +
        `it was completed with ${size} bytes and ETag ${location.etag}.`,
    };
  }
}
