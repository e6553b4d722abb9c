import type { Command } from 'commander';
import type { ChunkBody, FileBody, JournalBody } from '@waybill/contracts';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { formatBytes } from '../format/bytes.js';
import { formatNumbers, properties, table } from '../format/table.js';
import { watchFile } from './watch-file.js';

interface Flags {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Missing chunks that are named; the count is of all. */
const NUMBERS_SHOWN = 1_000;
const PROBLEMS_SHOWN = 3;

export function statusCommand(program: Command, context: CliContext): void {
  program
    .command('status')
    .summary('how far a file is, and what happened to it')
    .argument('<id>', 'of the file')
    .option('--watch', 'go on telling until the file is completed or over')
    .option('--json', 'print JSON; with --watch one line for each event')
    .addHelpText(
      'after',
      `
With --watch the command fails (exit code 1) if the file ends otherwise than completed.

Examples:
  waybill status 019a9b0c-7f00-7000-8000-000000000001
  waybill status --watch 019a9b0c-7f00-7000-8000-000000000001`,
    )
    .action((id: string, flags: Flags) => status(context, id, flags));
}

async function status(context: CliContext, id: string, flags: Flags): Promise<void> {
  const file = await context.client().getFile(id, { signal: context.signal });
  if (!flags.watch) return show(context, file, flags.json === true);
  if (!flags.json) await show(context, file, false);
  const end = await watchFile(context, file, flags.json === true);
  if (end.status !== 'completed') {
    throw new CliError(`file_${end.status}`, end.failure?.detail ?? `The file is ${end.status}.`);
  }
}

async function show(context: CliContext, file: FileBody, json: boolean): Promise<void> {
  const missing = await missingChunks(context, file);
  const numbers = missing.map((chunk) => chunk.number);
  const corrupt = missing.filter((chunk) => chunk.status === 'corrupt');
  const journal = await wholeJournal(context, file.id);
  const count = file.chunkCount - file.uploadedChunks;
  if (json) {
    return context.terminal.json({ file, missing: { count, numbers }, journal });
  }
  context.terminal.result(
    properties([
      ['id', file.id],
      ['name', file.name],
      ['size', `${formatBytes(file.size)} (${file.size} bytes)`],
      ['type', file.contentType],
      ['status', file.status],
      ['strategy', file.strategy],
      ['progress', progressOf(file)],
      ['reused', reusedOf(file)],
      ['corrupt', problemsOf(corrupt, journal)],
      ['missing', count > 0 ? `${count} chunks: ${formatNumbers(numbers)}` : undefined],
      ['failure', file.failure && `${file.failure.code}: ${file.failure.detail}`],
      ['fingerprint', file.fingerprint],
      ['location', file.location && `s3://${file.location.bucket}/${file.location.key}`],
      ['expires', file.status === 'completed' ? undefined : file.expiresAt],
    ]),
  );
  if (journal.length === 0) return;
  context.terminal.result('');
  context.terminal.result(
    table(
      ['AT', 'WHAT', 'DETAIL'],
      journal.map(({ at, type, data }) => [at, type, detailOf(data)]),
    ),
  );
}

function progressOf(file: FileBody): string {
  const percent = file.size === 0 ? 0 : Math.floor((file.uploadedBytes / file.size) * 100);
  const done = file.uploadedChunks === file.chunkCount ? 100 : percent;
  return `${done}%, ${file.uploadedChunks} of ${file.chunkCount} chunks`;
}

function reusedOf({ reusedChunks, chunkCount }: FileBody): string | undefined {
  if (reusedChunks === 0) return undefined;
  return `${reusedChunks} of ${chunkCount} chunks, which the tenant had stored already`;
}

/** What the journal says last of each chunk that is corrupt now. */
function problemsOf(
  corrupt: readonly ChunkBody[],
  journal: JournalBody['items'],
): string | undefined {
  if (corrupt.length === 0) return undefined;
  const entries = journal.filter(({ type }) => type === 'chunk.corrupt').reverse();
  return corrupt
    .slice(0, PROBLEMS_SHOWN)
    .map(({ number }) => {
      const data = entries.find((entry) => entry.data['number'] === number)?.data ?? {};
      const why = [data['reason'], data['detail']].filter(Boolean).join(': ');
      return `chunk ${number}${why && ` (${why})`}`;
    })
    .concat(corrupt.length > PROBLEMS_SHOWN ? [`${corrupt.length} in all`] : [])
    .join('; ');
}

function detailOf(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
    .slice(0, 120);
}

async function missingChunks(context: CliContext, file: FileBody): Promise<readonly ChunkBody[]> {
  if (file.uploadedChunks === file.chunkCount) return [];
  const { items } = await context.client().listChunks(file.id, {
    status: 'pending',
    limit: NUMBERS_SHOWN,
    signal: context.signal,
  });
  return items;
}

async function wholeJournal(context: CliContext, id: string): Promise<JournalBody['items']> {
  const entries: JournalBody['items'] = [];
  let cursor: string | undefined;
  do {
    const page = await context.client().journal(id, { cursor, limit: 500, signal: context.signal });
    entries.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return entries;
}
