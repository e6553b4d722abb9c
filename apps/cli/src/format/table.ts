import { printable } from './printable.js';
import { padToWidth, widthOf } from './width.js';

/** Columns as wide as their widest cell, two blanks between them, no trailing blanks. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map(printable));
  const widths = header.map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Name and value a line, values aligned; lines without a value are left out. */
export function properties(pairs: readonly (readonly [string, string | undefined])[]): string {
  const set = pairs.filter(([, value]) => value !== undefined);
  const width = Math.max(...set.map(([name]) => name.length));
  return set
    .map(([name, value]) => `${`${name}:`.padEnd(width + 2)}${printable(value ?? '')}`)
    .join('\n');
}

/** Rising numbers as `1-3, 7, 9-12`; at most `limit` spans, then `…`. */
export function formatNumbers(numbers: readonly number[], limit = 10): string {
  const spans: [number, number][] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else spans.push([number, number]);
  }
  const shown = spans
    .slice(0, limit)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return [...shown, ...(spans.length > limit ? ['…'] : [])].join(', ');
}
