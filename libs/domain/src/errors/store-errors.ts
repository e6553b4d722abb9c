/** The multipart upload is not there: completed, aborted, or never made. */
export class UploadMissingError extends Error {
  override readonly name = 'UploadMissingError';
  constructor(
    readonly key: string,
    readonly uploadId: string,
  ) {
    super(`The store has no multipart upload ${uploadId} for ${key}.`);
  }
}

/** The object to copy from is not there, or is another than the one that was verified. */
export class SourceMissingError extends Error {
  override readonly name = 'SourceMissingError';
  constructor(
    readonly sourceKey: string,
    /** Of the chunk whose bytes these were, where the thrower knows it. */
    readonly number?: number,
  ) {
    const chunk = number === undefined ? '' : `chunk ${number} in `;
    super(`The store does not have ${chunk}${sourceKey} as it was verified.`);
  }
}

/**
 * The store says that a completion of this upload is under way. So it says, too, while it keeps the
 * lock of one that died: Ceph for ten minutes. It may yet take effect.
 */
export class CompletionUnderwayError extends Error {
  override readonly name = 'CompletionUnderwayError';
  constructor(
    readonly key: string,
    readonly uploadId: string,
  ) {
    super(
      `The store says that a completion of upload ${uploadId} of ${key} is under way; ` +
        'it is asked again until that has ended, well or not.',
    );
  }
}
