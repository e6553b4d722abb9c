export interface Digests {
  /** Lower-case hex. */
  readonly sha256: string;
  /** Lower-case hex; what stores that know no SHA-256 can enforce, and what most ETags are. */
  readonly md5: string;
}
