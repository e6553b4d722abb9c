import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { table } from '../format/table.js';
import { countOption } from './options.js';

interface Flags {
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

export function deadLettersCommand(program: Command, context: CliContext): void {
  program
    .command('dead-letters')
    .summary('storage events that could not be read')
    .description('Storage events that could not be read. Needs an admin key: WAYBILL_ADMIN_KEY.')
    .command('list')
    .description('Lists them; --json prints the bodies too.')
    .option('--limit <n>', 'at most', countOption, 50)
    .option('--cursor <cursor>', 'go on after the page before')
    .option('--json', 'print JSON, with the raw bodies')
    .action((flags: Flags) => list(context, flags));
}

async function list(context: CliContext, { json, ...page }: Flags): Promise<void> {
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
  if (found.nextCursor) {
    terminal.note(`${found.total} in all; more with --cursor ${found.nextCursor}`);
  }
}
