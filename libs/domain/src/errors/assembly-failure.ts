/** The file cannot be assembled, and trying again would not help. Becomes the file's `failure`. */
export class AssemblyFailure extends Error {
  override readonly name = 'AssemblyFailure';
  constructor(
    /** Stable, e.g. `source_missing`, `chunk_changed`, `object_mismatch`, `fingerprint_mismatch`. */
    readonly code: string,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
