import type { Command } from 'commander';
import type { LeftoverListBody } from '@waybill/contracts';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { formatBytes } from '../format/bytes.js';
import { formatAge } from '../format/duration.js';
import { table } from '../format/table.js';
import { durationOption } from './options.js';

type Leftover = LeftoverListBody['items'][number];

interface Flags {
  readonly apply?: boolean;
  readonly finishedObjects?: boolean;
  readonly grace: number;
  readonly json?: boolean;
}

interface Sweep {
  readonly items: readonly Leftover[];
  readonly examined: number;
  readonly removed: boolean;
}

/** What a run is asked to do. */
interface Order {
  readonly apply: boolean;
  readonly finals: 'keep' | 'remove';
  readonly grace: number;
}

const DAY = 86_400;
/** Milliseconds between two lines of progress. */
const LINE_EVERY = 5_000;

export function sweepCommand(program: Command, context: CliContext): void {
  program
    .command('sweep')
    .summary('what lies in the store and belongs to no file')
    .description(
      'Lists objects and unfinished S3 uploads that no file needs, e.g. after a clean-up that never ' +
        'ran. Removes nothing but with --apply. Finished objects of files that the database does not ' +
        'know, or has let expire, stay even then: a restored database may have lost their rows. ' +
        'Needs an admin key: WAYBILL_ADMIN_KEY.',
    )
    .option('--apply', 'remove them')
    .option('--finished-objects', 'with --apply: remove finished objects without a file, too')
    .option(
      '--grace <time>',
      'leave alone what is younger, e.g. 30m, 24h (24h)',
      durationOption,
      DAY,
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  waybill sweep\n  waybill sweep --grace 7d --apply')
    .action((flags: Flags) => sweep(context, flags));
}

async function sweep(context: CliContext, flags: Flags): Promise<void> {
  const { terminal } = context;
  const apply = flags.apply === true;
  if (!apply && flags.finishedObjects) {
    throw new CliError(
      'usage',
      '--finished-objects says what --apply removes; give both.',
      EXIT.usage,
    );
  }
  if (!apply) terminal.note('dry run: nothing is removed; --apply removes what is listed');
  const finals = flags.finishedObjects ? 'remove' : 'keep';
  const found = await allPages(context, { apply, finals, grace: flags.grace });
  const { examined } = found;
  const stays = ({ kept }: Leftover) => kept && finals === 'keep';
  const items = found.items.filter((item) => !stays(item));
  const kept = found.items.filter(stays);
  const objects = items.filter(({ kind }) => kind === 'object').length;
  const uploads = items.length - objects;
  const bytes = items.reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (flags.json) {
    return terminal.json({ ...found, total: { objects, uploads, bytes, kept: kept.length } });
  }
  if (found.items.length > 0) {
    terminal.result(table(['KIND', 'KEY', 'SIZE', 'AGE', 'REASON'], found.items.map(row)));
  }
  const verb = found.removed ? 'removed' : 'found';
  terminal.result(
    `${verb} ${counted(objects, 'object')} and ${counted(uploads, 'upload')}, ` +
      `${formatBytes(bytes)}, of ${examined} examined`,
  );
  if (kept.length > 0) {
    terminal.note(
      `kept ${counted(kept.length, 'finished object')} without a file: if no database lacks them, ` +
        'e.g. one restored from a backup, --apply --finished-objects removes them',
    );
  }
}

async function allPages(context: CliContext, order: Order): Promise<Sweep> {
  const { terminal, signal } = context;
  const { apply, finals, grace } = order;
  const admin = context.admin();
  const items: Leftover[] = [];
  let examined = 0;
  let removed = apply;
  let nextLine = performance.now() + LINE_EVERY;
  let cursor: string | undefined;
  do {
    const options = { cursor, grace, signal };
    const page = apply
      ? await admin.removeLeftovers({ ...options, finals })
      : await admin.listLeftovers(options);
    items.push(...page.items);
    examined += page.examined;
    removed &&= page.removed;
    cursor = page.nextCursor;
    if (cursor !== undefined && performance.now() >= nextLine) {
      terminal.note(`${examined} examined, ${items.length} ${apply ? 'removed' : 'found'} …`);
      nextLine = performance.now() + LINE_EVERY;
    }
  } while (cursor !== undefined);
  return { items, examined, removed };
}

function row({ kind, key, uploadId, size, modifiedAt, reason, kept }: Leftover): string[] {
  return [
    kind,
    uploadId ? `${key} (${uploadId})` : key,
    size === undefined ? '' : formatBytes(size),
    formatAge(Date.now() - Date.parse(modifiedAt)),
    kept ? `${reason} (finished object)` : reason,
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
