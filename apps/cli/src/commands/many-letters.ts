import type { DeadLetterFilter } from '@waybill/client';
import type { ReplayedLetterBody } from '@waybill/contracts';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../format/table.js';

export interface ManyFlags extends DeadLetterFilter {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Letters by their ids, or all that fit; ends with 1 where some are still of no use. */
export async function replayLetters(
  context: CliContext,
  ids: readonly string[],
  flags: ManyFlags,
): Promise<void> {
  const { terminal } = context;
  const filter = selectionOf(ids, flags);
  const items = filter ? await replayAll(context, filter) : await replayEach(context, ids);
  const kept = items.filter(({ outcome }) => outcome === 'kept');
  if (flags.json) terminal.json({ items, replayed: items.length - kept.length, kept: kept.length });
  else {
    if (kept.length > 0) {
      const rows = kept.map(({ id, detail }) => [id, detail ?? '']);
      terminal.result(table(['KEPT', 'DETAIL'], rows));
    }
    terminal.result(`replayed ${items.length - kept.length}, kept ${kept.length}`);
  }
  if (kept.length > 0) {
    throw new CliError('dead_letters_kept', `${kept.length} cannot be read yet, and stay.`);
  }
}

export async function dropLetters(
  context: CliContext,
  ids: readonly string[],
  flags: ManyFlags,
): Promise<void> {
  const { terminal, signal } = context;
  const filter = selectionOf(ids, flags);
  const admin = context.admin();
  let dropped = 0;
  if (filter) {
    if (!flags.yes) {
      const { total } = await admin.listDeadLetters({ ...filter, limit: 1, signal });
      await context.confirm(`Drop ${total} dead letters for good?`);
    }
    const body = flags.all ? { all: true as const } : filter;
    ({ dropped } = await admin.dropDeadLetters(body, { signal }));
  } else {
    for (const id of ids) {
      await admin.dropDeadLetter(id, { signal });
      dropped += 1;
    }
  }
  if (flags.json) terminal.json({ dropped });
  else terminal.result(`dropped ${dropped}`);
}

/** @returns undefined where ids say which letters. @throws CliError usage */
function selectionOf(
  ids: readonly string[],
  { all = false, reason, source, since, before }: ManyFlags,
): DeadLetterFilter | undefined {
  const filter = {
    ...(reason !== undefined && { reason }),
    ...(source !== undefined && { source }),
    ...(since !== undefined && { since }),
    ...(before !== undefined && { before }),
  };
  const ways = [ids.length > 0, all, Object.keys(filter).length > 0].filter(Boolean).length;
  if (ways !== 1) {
    throw new CliError('usage', 'Give IDs, or --all, or filters like --reason R.', EXIT.usage);
  }
  return ids.length > 0 ? undefined : filter;
}

async function replayEach(
  context: CliContext,
  ids: readonly string[],
): Promise<readonly ReplayedLetterBody[]> {
  const admin = context.admin();
  const items = [];
  for (const id of ids) items.push(await admin.replayDeadLetter(id, { signal: context.signal }));
  return items;
}

async function replayAll(
  context: CliContext,
  filter: DeadLetterFilter,
): Promise<readonly ReplayedLetterBody[]> {
  const admin = context.admin();
  const items: ReplayedLetterBody[] = [];
  let cursor: string | undefined;
  do {
    const page = await admin.replayDeadLetters({ ...filter, cursor, signal: context.signal });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
