const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Decimal units, three digits. */
export function bytes(count: number): string {
  const power = count < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(count) / 3));
  const value = count / 1000 ** power;
  return `${value.toLocaleString('en', { maximumSignificantDigits: 3 })} ${UNITS[power] ?? ''}`;
}
