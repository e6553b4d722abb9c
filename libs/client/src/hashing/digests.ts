export interface Digests {
  /** Lower-case hex. */
  readonly sha256: string;
  /**
   * Lower-case hex: what most ETags are. A source that hashes by its own means may leave it out, since
   * the SHA-256 alone binds a URL on every store that can bind one.
   */
  readonly md5?: string;
}
