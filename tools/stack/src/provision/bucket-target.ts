/** A bucket, where it is, and who may work on it. */
export interface BucketTarget {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  bucket: string;
}

/** Where the store reports what was put into the bucket. */
export interface Push {
  /** The API's `…/v1/storage-events`; it need not be up yet. */
  url: string;
  /** Shown there as the password of HTTP Basic authentication. */
  token: string;
  /**
   * false: one try while the PUT waits, 3–4 ms, lost when nobody listens. true: kept and tried
   * until delivered, about 0.1 s, but 18–30 s for the first event after the gateway's start.
   * 'both': each event in both ways; consumers have to be idempotent anyhow.
   */
  persistent: boolean | 'both';
  /** Only of keys that begin so are events reported; of all when absent. */
  prefix?: string;
}
