/** This installation: one database, its services, and what they have in the store. */
export abstract class Installation {
  /** UUID, made with the database. A copy of the database is the same installation. */
  abstract id(): Promise<string>;
}

/** What says, in the bucket itself, whose it is. */
export abstract class BucketMarker {
  /** The bucket, and the prefix of the keys in it, for people. */
  abstract readonly place: string;

  /** Id of the installation that the bucket belongs to; undefined while it is nobody's. */
  abstract read(): Promise<string | undefined>;

  /** Marks a bucket that is nobody's; of several who try at once one succeeds. */
  abstract claim(installationId: string): Promise<void>;

  /** Marks it whoever's it is. */
  abstract takeOver(installationId: string): Promise<void>;
}
