/** Elements of a picture, as text. Lengths are pixels. */

export const WIDTH = 760;
const INK = '#1f2933';
export const FAINT = '#667784';

export function text(x: number, y: number, words: string, more = ''): string {
  return `<text x="${x}" y="${y}" ${more}>${escaped(words)}</text>`;
}

export function bar(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${round(x)}" y="${y}" width="${round(Math.max(1, width))}" height="${height}" rx="2" fill="${fill}"/>`;
}

export function picture(height: number, title: string, elements: readonly string[]): string {
  const font = 'font-family="system-ui, -apple-system, Segoe UI, Roboto, sans-serif"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ${font} font-size="13" fill="${INK}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...elements,
    '</svg>',
    '',
  ].join('\n');
}

function round(value: number): string {
  return value.toFixed(1).replace(/\.0$/u, '');
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
