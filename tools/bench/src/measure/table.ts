import type { Row } from './row.js';

const HEAD = ['what', 'compared to', 'floor', 'ours', 'unit', 'ratio', 'goal', 'met'];
/** Columns of text; figures stand on the right. */
const TEXT = new Set([0, 1, 4, 7]);

/** All rows as one table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) =>
    Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const pad = (cells: readonly string[]) =>
    cells.map((cell, column) =>
      TEXT.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
  const rule = widths.map((width, column) =>
    TEXT.has(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(pad(HEAD)), line(rule), ...lines.slice(1).map((cells) => line(pad(cells)))].join(
    '\n',
  );
}

function cellsOf({ what, floor, ours, unit, ratio, goal, met }: Row): string[] {
  return [
    what,
    floor?.name ?? '',
    floor ? figureText(floor.figure) : '',
    figureText(ours),
    unit,
    ratio === undefined ? '' : ratioText(ratio),
    goal ?? '',
    met === undefined ? '' : met ? 'yes' : 'no',
  ];
}

export function figureText(figure: number): string {
  return figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(1);
}

export function ratioText(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2);
}
