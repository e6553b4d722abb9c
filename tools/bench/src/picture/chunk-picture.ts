import type { Costs, Spent } from '@waybill/scale';
import type { Row } from '../measure/row.js';
import { bar, FAINT, picture, text, WIDTH } from './svg.js';

const LEFT = 24;
const LABELS = 250;
const RIGHT = 96;
const LINE = 34;
const THICK = 18;

const WORKERS = [
  { worker: 'api', name: 'API', fill: '#3b6fb6' },
  { worker: 'processor', name: 'processor', fill: '#e08a3c' },
  { worker: 'postgres', name: 'PostgreSQL', fill: '#5a9a68' },
  { worker: 'redis', name: 'Redis', fill: '#b8504d' },
] as const;

/** Rows of the live benchmark, in the order in which they happen. */
const STAGES = [
  { row: 'Post → answer', label: 'the store has its 202', fill: '#3b6fb6' },
  { row: 'Post → row', label: 'the row is written', fill: '#5a9a68' },
  { row: 'Post → SSE at 1,000/s, median', label: 'a watcher has it', fill: '#e08a3c' },
] as const;

/** Where a chunk's time goes: by the clock once its bytes are there, and on whose cores. */
export function chunkPicture(rows: readonly Row[], { operations }: Costs): string {
  const { create, urls, events, complete } = operations;
  const steps = [
    { label: 'its row, made with its file', spent: create.perUnit },
    { label: 'its URL, one of a page of 100', spent: plus(share(urls.each, 100), urls.perUnit) },
    {
      label: 'its event, one of 100 in a post',
      spent: plus(share(events.each, 100), events.perUnit),
    },
    { label: 'its event, alone in a post', spent: plus(events.each, events.perUnit) },
  ];
  const clock = byTheClock(rows, 60);
  const top = clock.end === 60 ? 52 : clock.end + 44;
  const cores = onWhoseCores(steps, top + 28);
  const copy = `Its copy into the final object takes ${(complete.perUnit.processor / 1_000).toFixed(1)} ms of the processor besides, where the strategy copies.`;
  return picture(cores.end + 46, 'Where a chunk’s time goes', [
    text(LEFT, 30, 'Where a chunk’s time goes', 'font-size="18" font-weight="600"'),
    ...clock.elements,
    text(LEFT, top + 8, 'On whose cores: microseconds', faint()),
    ...legend(top + 8),
    ...cores.elements,
    text(LEFT, cores.end + 18, copy, faint()),
  ]);
}

interface Part {
  readonly elements: readonly string[];
  readonly end: number;
}

function byTheClock(rows: readonly Row[], top: number): Part {
  const found = STAGES.flatMap((stage) => {
    const row = rows.find(({ what }) => what.startsWith(stage.row));
    return row ? { ...stage, ms: row.ours } : [];
  });
  if (found.length === 0) return { elements: [], end: top };
  const longest = Math.max(1, ...found.map(({ ms }) => ms));
  const elements = found.flatMap(({ label, ms, fill }, index) => {
    const from = index === 0 ? 0 : (found[index - 1]?.ms ?? 0);
    const y = top + index * LINE + 8;
    const [start, end] = [xOf(from, longest), xOf(ms, longest)];
    return [
      text(LEFT, y + 14, label),
      bar(start, y, end - start, THICK, fill),
      text(end + 8, y + 14, ms.toFixed(1)),
    ];
  });
  const head = 'By the clock, from the store’s post: medians at 1,000 events a second, ms';
  return { elements: [text(LEFT, 52, head, faint()), ...elements], end: top + found.length * LINE };
}

function onWhoseCores(
  steps: readonly { readonly label: string; readonly spent: Spent }[],
  top: number,
): Part {
  const longest = Math.max(...steps.map(({ spent }) => total(spent)));
  const elements = steps.flatMap(({ label, spent }, index) => {
    const y = top + index * LINE;
    let done = 0;
    const bars = WORKERS.map(({ worker, fill }) => {
      const [start, end] = [xOf(done, longest), xOf((done += spent[worker]), longest)];
      return bar(start, y, end - start, THICK, fill);
    });
    const end = xOf(done, longest);
    return [text(LEFT, y + 14, label), ...bars, text(end + 8, y + 14, total(spent).toFixed(0))];
  });
  return { elements, end: top + steps.length * LINE };
}

function legend(y: number): string[] {
  return WORKERS.flatMap(({ name, fill }, index) => {
    const x = LEFT + LABELS + 40 + index * 104;
    return [bar(x, y - 10, 12, 12, fill), text(x + 18, y, name, faint())];
  });
}

function xOf(value: number, longest: number): number {
  const from = LEFT + LABELS;
  return from + (value / longest) * (WIDTH - from - RIGHT);
}

function total(spent: Spent): number {
  return WORKERS.reduce((sum, { worker }) => sum + spent[worker], 0);
}

function share(spent: Spent, count: number): Spent {
  return each((worker) => spent[worker] / count);
}

function plus(one: Spent, other: Spent): Spent {
  return each((worker) => one[worker] + other[worker]);
}

function each(of: (worker: keyof Spent) => number): Spent {
  return {
    load: of('load'),
    api: of('api'),
    processor: of('processor'),
    postgres: of('postgres'),
    redis: of('redis'),
  };
}

function faint(): string {
  return `fill="${FAINT}"`;
}
