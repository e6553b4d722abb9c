import { printable } from '../format/printable.js';

/** Names that Windows keeps for devices, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/**
 * A file's name as one that can be written in this folder: its last segment, nothing that a file
 * system or a shell takes for something else.
 */
export function safeName(name: string, id: string): string {
  const base = printable(name.split(/[/\\]/u).at(-1) ?? '')
    .replace(/[<>:"|?*]/gu, '_')
    .replace(/^[-~\s]+/u, '_')
    .replace(/[.\s]+$/u, '');
  const usable = base === '' || RESERVED.test(base) ? `_${base || id}` : base;
  return shorten(usable);
}

/** File systems take 255 bytes of name; `.part` has to fit too. The extension stays. */
function shorten(name: string): string {
  const limit = 240;
  if (Buffer.byteLength(name) <= limit) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  let stem = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > limit) stem = stem.slice(0, -1);
  return stem.join('') + extension;
}
