import { Inject, Injectable } from '@nestjs/common';
import { DriftRegister, parseObjectKey, type StorageEvent } from '@waybill/domain';
import { BucketSettings } from '../../platform/settings.js';

/**
 * An object of a completed file was removed: whoever did it, and whether it is true, a look at the store
 * tells, before all others. Of other files it is our own clean-up.
 */
@Injectable()
export class NoteRemovals {
  constructor(
    @Inject(DriftRegister) private readonly drift: Pick<DriftRegister, 'lookSoon'>,
    private readonly at: BucketSettings,
  ) {}

  /** @throws DomainError database_unavailable */
  async execute(events: readonly StorageEvent[]): Promise<void> {
    const removed = events.filter(
      ({ kind, bucket }) => kind === 'removed' && bucket === this.at.bucket,
    );
    const ids = removed.flatMap(({ key }) => {
      const object = parseObjectKey(key);
      return object?.kind === 'file' ? object.fileId : [];
    });
    if (ids.length > 0) await this.drift.lookSoon([...new Set(ids)]);
  }
}
