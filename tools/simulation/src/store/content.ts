import { createHash } from 'node:crypto';

/** A stretch of bytes that nobody has to hold: so many of a source, from an offset. */
interface Stretch {
  readonly source: string;
  readonly offset: number;
  readonly size: number;
}

/** Bytes of an object. Equal bytes have equal stretches, so digests can be made of their names. */
export type Content = readonly Stretch[];

export function contentOf(source: string, offset: number, size: number): Content {
  return size === 0 ? [] : [{ source, offset, size }];
}

export function sizeOf(content: Content): number {
  return content.reduce((sum, { size }) => sum + size, 0);
}

/** Neighbours of the same source become one. */
export function joined(contents: readonly Content[]): Content {
  const stretches: Stretch[] = [];
  for (const stretch of contents.flat()) {
    const last = stretches.at(-1);
    const follows = last?.source === stretch.source && last.offset + last.size === stretch.offset;
    if (last && follows) stretches.splice(-1, 1, { ...last, size: last.size + stretch.size });
    else stretches.push(stretch);
  }
  return stretches;
}

export function rangeOf(content: Content, offset: number, size: number): Content {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const stretch of content) {
    const begin = Math.max(offset, at);
    const end = Math.min(offset + size, at + stretch.size);
    if (begin < end) {
      stretches.push({
        ...stretch,
        offset: stretch.offset + begin - at,
        size: end - begin,
      });
    }
    at += stretch.size;
  }
  return stretches;
}

export function nameOf(content: Content): string {
  return content.map(({ source, offset, size }) => `${source}[${offset}+${size}]`).join();
}

const digests = {
  md5: new WeakMap<Content, string>(),
  sha256: new WeakMap<Content, string>(),
};

/** Lower-case hex, as long as the real one. Asked for again and again of the same content. */
export function digestOf(algorithm: 'md5' | 'sha256', content: Content): string {
  const known = digests[algorithm].get(content);
  if (known !== undefined) return known;
  const digest = createHash(algorithm).update(nameOf(content)).digest('hex');
  digests[algorithm].set(content, digest);
  return digest;
}
