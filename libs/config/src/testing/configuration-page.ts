import { readFileSync } from 'node:fs';

const PAGE = new URL('../../../../docs/configuration.md', import.meta.url);

/** A row of docs/configuration.md: one variable, what it is where nothing is said, what it is for. */
export interface ConfigurationRow {
  readonly variable: string;
  /** One for both apps, or one for the API and one for the processor. */
  readonly defaults: readonly string[];
  readonly what: string;
}

/** Every row of every table of the page whose first column is "variable". */
export function configurationRows(): ConfigurationRow[] {
  const rows: ConfigurationRow[] = [];
  let ofVariables = false;
  for (const line of readFileSync(PAGE, 'utf8').split('\n')) {
    const cells = cellsOf(line);
    const [variable, ...rest] = cells;
    if (variable === undefined) ofVariables = false;
    else if (variable === 'variable') ofVariables = true;
    else if (ofVariables && !/^-+$/u.test(variable)) {
      rows.push({ variable, defaults: rest.slice(0, -1), what: rest.at(-1) ?? '' });
    }
  }
  return rows;
}

/** The defaults of one app, by variable: those that the page gives for each app apart. */
export function ownDefaults(app: 'api' | 'processor'): Record<string, string> {
  const apart = configurationRows().filter(({ defaults }) => defaults.length === 2);
  const at = app === 'api' ? 0 : 1;
  return Object.fromEntries(apart.map(({ variable, defaults }) => [variable, defaults[at] ?? '']));
}

/** As they stand, code marks and all. */
function cellsOf(line: string): string[] {
  if (!line.startsWith('|')) return [];
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
