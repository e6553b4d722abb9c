import { fileKey } from '@waybill/domain';
import type { ObjectStore } from '../object-store.js';

/** The key of a file that never exists. */
const PROBE_KEY = fileKey('00000000-0000-0000-0000-000000000000');

/**
 * Asks the store whether it answers, and whether it takes a write: one that is full answers reads for
 * ever, and lets writes hang. The write is a multipart upload that is begun and aborted: no object
 * comes of it and no event.
 */
export class StoreProbe {
  /** A write that failed may have happened all the same. */
  private leftBehind = false;

  constructor(private readonly store: Pick<ObjectStore, 'reader' | 'uploads'>) {}

  /** @throws DomainError store_unavailable */
  async read(): Promise<void> {
    await this.store.reader.head(PROBE_KEY);
  }

  /** @throws DomainError store_unavailable */
  async write(): Promise<void> {
    const { uploads } = this.store;
    const before = this.leftBehind;
    this.leftBehind = true;
    const upload = await uploads.create(PROBE_KEY, { contentType: 'text/plain', name: 'probe' });
    const begun = before ? await uploads.find(PROBE_KEY) : [upload];
    for (const uploadId of begun) await uploads.abort(PROBE_KEY, uploadId);
    this.leftBehind = false;
  }
}
