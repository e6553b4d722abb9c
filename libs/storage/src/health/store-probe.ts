import { fileKey, UploadMissingError } from '@waybill/domain';
import type { ObjectStore } from '../object-store.js';

/** The key of a file that never exists. */
const PROBE_KEY = fileKey('00000000-0000-0000-0000-000000000000');

/**
 * Asks the store whether it answers, and whether it takes a write: one that is full answers reads for
 * ever, and lets writes hang; one whose quota is used up begins uploads, and refuses what is to be stored.
 * The write is a multipart upload of one small part, which is aborted: no object comes of it and no event.
 */
export class StoreProbe {
  /** A write that failed may have happened all the same. */
  private leftBehind = false;

  constructor(private readonly store: Pick<ObjectStore, 'reader' | 'uploads' | 'trials'>) {}

  /** @throws DomainError store_unavailable */
  async read(): Promise<void> {
    await this.store.reader.head(PROBE_KEY);
  }

  /** @throws DomainError store_unavailable */
  async write(): Promise<void> {
    const { uploads, trials } = this.store;
    const before = this.leftBehind;
    this.leftBehind = true;
    const upload = await uploads.create(PROBE_KEY, { contentType: 'text/plain', name: 'probe' });
    const refusal = await trials.send(PROBE_KEY, upload).then(
      () => undefined,
      (error: Error) => error,
    );
    const begun = before ? await uploads.find(PROBE_KEY) : [upload];
    for (const uploadId of begun) await uploads.abort(PROBE_KEY, uploadId);
    this.leftBehind = false;
    // Another process has tidied up in between: the store takes what is given to it.
    if (refusal && !(refusal instanceof UploadMissingError)) throw refusal;
  }
}
