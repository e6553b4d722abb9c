import type { TakenFile } from '@waybill/page-uploads';

/** What a page lets be added. */
export interface Limits {
  /** As of `<input accept>`. */
  readonly accept?: string;
  /** Bytes. */
  readonly maxFileSize?: number;
  readonly maxFiles?: number;
}

export interface Refused {
  readonly name: string;
  readonly size: number;
  readonly why: 'tooLarge' | 'tooMany' | 'wrongType';
}

/** Sorts out what the server would refuse, before anything is sent. @param count of files that are there */
export function sortOut(
  files: readonly TakenFile[],
  { accept, maxFileSize, maxFiles = Infinity }: Limits,
  count: number,
): { readonly taken: readonly TakenFile[]; readonly refused: readonly Refused[] } {
  const taken: TakenFile[] = [];
  const refused: Refused[] = [];
  for (const each of files) {
    const { name, size } = each.file;
    const refuse = (why: Refused['why']) => refused.push({ name, size, why });
    if (!accepts(accept, each.file)) refuse('wrongType');
    else if (maxFileSize !== undefined && size > maxFileSize) refuse('tooLarge');
    else if (count + taken.length >= maxFiles) refuse('tooMany');
    else taken.push(each);
  }
  return { taken, refused };
}

/** HTML, "The accept attribute": extensions, types, and all of a kind. */
function accepts(accept: string | undefined, { name, type }: File): boolean {
  const patterns = (accept ?? '')
    .split(',')
    .map((pattern) => pattern.trim().toLowerCase())
    .filter(Boolean);
  if (patterns.length === 0) return true;
  return patterns.some((pattern) => {
    if (pattern.startsWith('.')) return name.toLowerCase().endsWith(pattern);
    if (pattern.endsWith('/*')) return type.toLowerCase().startsWith(pattern.slice(0, -1));
    return type.toLowerCase() === pattern;
  });
}
