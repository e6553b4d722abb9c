import type { Command } from 'commander';
import type { DeadLetterFilter } from '@waybill/client';
import type { DeadLetterListBody } from '@waybill/contracts';
import type { CliContext } from '../context.js';
import { printable } from '../format/printable.js';
import { properties, table } from '../format/table.js';
import { dropLetters, replayLetters, type ManyFlags } from './many-letters.js';
import { countOption, timeOption } from './options.js';

interface ListFlags extends DeadLetterFilter {
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

export function deadLettersCommand(program: Command, context: CliContext): void {
  const letters = program
    .command('dead-letters')
    .summary('storage events that could not be used')
    .description(
      'Storage events that could not be used: list them, look at one, send them on their way again, ' +
        'drop them. Needs an admin key: WAYBILL_ADMIN_KEY.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  waybill dead-letters\n  waybill dead-letters show 42\n' +
        '  waybill dead-letters replay --reason unknown_file\n' +
        '  waybill dead-letters drop --before 30d --yes',
    );

  narrowing(letters.command('list', { isDefault: true }))
    .description('Lists them, newest first, with how many there are of each reason.')
    .option('--limit <n>', 'at most', countOption, 50)
    .option('--cursor <cursor>', 'go on after the page before')
    .option('--json', 'print JSON, with the beginning of each body')
    .action((flags: ListFlags) => list(context, flags));

  letters
    .command('show')
    .description('Shows one, with its whole body.')
    .argument('<id>', 'of the letter')
    .option('--json', 'print JSON')
    .action((id: string, flags: { readonly json?: boolean }) => show(context, id, flags.json));

  narrowing(letters.command('replay'))
    .description('Reads them again and queues their events; what still cannot be read stays.')
    .argument('[ids...]', 'of the letters')
    .option('--all', 'all there are')
    .option('--json', 'print JSON')
    .action((ids: string[], flags: ManyFlags) => replayLetters(context, ids, flags));

  narrowing(letters.command('drop'))
    .description('Removes them, for good.')
    .argument('[ids...]', 'of the letters')
    .option('--all', 'all there are')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action((ids: string[], flags: ManyFlags) => dropLetters(context, ids, flags));
}

function narrowing(command: Command): Command {
  return command
    .option('--reason <reason>', 'only these, e.g. unparsable, unknown_file, failed')
    .option('--source <source>', 'only from there, e.g. webhook')
    .option('--since <time>', 'last seen then or later, e.g. 24h', timeOption)
    .option('--before <time>', 'last seen before then, e.g. 30d', timeOption);
}

async function list(context: CliContext, { json, ...page }: ListFlags): Promise<void> {
  const { terminal, signal } = context;
  const found = await context.admin().listDeadLetters({ ...page, signal });
  if (json) return terminal.json(found);
  if (found.items.length === 0) return terminal.note('no dead letters');
  terminal.result(
    table(
      ['ID', 'LAST SEEN', 'TIMES', 'SOURCE', 'REASON', 'DETAIL'],
      found.items.map((letter) => [
        letter.id,
        letter.lastSeenAt,
        String(letter.timesSeen),
        letter.source,
        letter.reason,
        letter.detail.slice(0, 80),
      ]),
    ),
  );
  terminal.note(totals(found));
}

function totals({ total, byReason, nextCursor }: DeadLetterListBody): string {
  const each = Object.entries(byReason).map(([reason, count]) => `${reason} ${count}`);
  const more = nextCursor ? `; more with --cursor ${nextCursor}` : '';
  return `${total} in all (${each.join(', ')})${more}`;
}

async function show(context: CliContext, id: string, json = false): Promise<void> {
  const { terminal, signal } = context;
  const letter = await context.admin().getDeadLetter(id, { signal });
  if (json) return terminal.json(letter);
  terminal.result(
    properties([
      ['reason', letter.reason],
      ['detail', letter.detail],
      ['source', letter.source],
      ['first seen', letter.firstSeenAt],
      ['last seen', letter.lastSeenAt],
      ['times', String(letter.timesSeen)],
    ]),
  );
  terminal.result(`\n${letter.body.split('\n').map(printable).join('\n')}`);
}
