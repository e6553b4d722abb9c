/** A `bytea` as the code knows digests: lower-case hex. */
export function hex(bytes: Buffer | null): string | undefined {
  return bytes?.toString('hex');
}
