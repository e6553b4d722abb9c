/** Seconds. */
const MAX_WAIT = 60;

/**
 * Reads `wait` from a Prefer header (RFC 7240), at most {@link MAX_WAIT}. What cannot be read or is
 * not known is no preference: that is what the RFC asks for.
 */
export function preferredWait(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  const match = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?=$|[,;])/iu.exec(text);
  return match ? Math.min(Number(match[1]), MAX_WAIT) : undefined;
}
