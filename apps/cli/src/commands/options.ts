import { InvalidArgumentError } from 'commander';
import { parseSize } from '../format/bytes.js';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Parsers of option values; each tells what it takes. */
export function sizeOption(text: string): number {
  const size = parseSize(text);
  if (size === undefined || size < 1) throw new InvalidArgumentError('A size is e.g. 16MiB.');
  return size;
}

export function countOption(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('A whole number, 1 or more.');
}

/** Seconds; e.g. `0`, `90s`, `30m`, `24h`, `7d`. */
export function durationOption(text: string): number {
  const match = /^(\d+)\s*([smhd]?)$/u.exec(text.trim());
  if (!match) throw new InvalidArgumentError('A time is e.g. 30m, 24h or 7d.');
  return Number(match[1]) * (SECONDS[match[2] || 's'] ?? 1);
}

/** RFC 3339, of a time or of so long ago; e.g. `2025-11-19T10:00:00Z`, `24h`. */
export function timeOption(text: string): string {
  const ago = /^\d+\s*[smhd]$/u.test(text.trim());
  const time = ago ? Date.now() - durationOption(text) * 1_000 : Date.parse(text);
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError('A time is e.g. 2025-11-19T10:00:00Z, or 24h for a day ago.');
  }
  return new Date(time).toISOString();
}

/** Gathers `--metadata k=v` into one object; a value may hold `=`. */
export function metadataOption(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Metadata is NAME=VALUE.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
