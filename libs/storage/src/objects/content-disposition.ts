import { create } from 'content-disposition';

/**
 * A Content-Disposition of RFC 6266: plain ASCII in any case, the whole name in `filename*`. Names
 * in Latin-1 count as others: SigV4 signs UTF-8, and HTTP would send them as one byte each.
 */
export function contentDisposition(
  name: string,
  type: 'attachment' | 'inline' = 'attachment',
): string {
  return create(name, { type });
}
