/** The bucket is another installation's: nothing of ours may be written or removed there. */
export class BucketOwnedError extends Error {
  override readonly name = 'BucketOwnedError';

  constructor(
    place: string,
    readonly owner: string,
    ours: string,
  ) {
    super(
      `${place} belongs to the installation ${owner}, and this one is ${ours}: each would take the ` +
        "other's objects for its own leftovers. Give this installation keys of its own (S3_PREFIX, " +
        'e.g. "second/") or another bucket (S3_BUCKET). If that installation has ended, or its ' +
        `database was made anew, take the bucket over by WAYBILL_TAKE_OVER_BUCKET=${owner}: finished ` +
        'objects that this database does not know are kept.',
    );
  }
}
