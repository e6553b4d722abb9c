import { type DriftRegister, parseObjectKey, type StorageEvent } from '@waybill/domain';

/**
 * An object of a completed file was removed: whoever did it, and whether it is true, a look at the store
 * tells, before all others. Of other files it is our own clean-up.
 */
export class NoteRemovals {
  constructor(
    private readonly drift: Pick<DriftRegister, 'lookSoon'>,
    private readonly bucket: string,
  ) {}

  /** @throws DomainError database_unavailable */
  async execute(events: readonly StorageEvent[]): Promise<void> {
    const removed = events.filter(
      ({ kind, bucket }) => kind === 'removed' && bucket === this.bucket,
    );
    const ids = removed.flatMap(({ key }) => {
      const object = parseObjectKey(key);
      return object?.kind === 'file' ? object.fileId : [];
    });
    if (ids.length > 0) await this.drift.lookSoon([...new Set(ids)]);
  }
}
