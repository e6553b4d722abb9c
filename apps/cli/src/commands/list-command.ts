import { Option, type Command } from 'commander';
import { fileStatusSchema, type FileBody } from '@waybill/contracts';
import type { CliContext } from '../context.js';
import { formatBytes } from '../format/bytes.js';
import { table } from '../format/table.js';
import { countOption } from './options.js';

interface Flags {
  readonly status?: FileBody['status'];
  readonly limit: number;
  readonly json?: boolean;
}

export function listCommand(program: Command, context: CliContext): void {
  program
    .command('list')
    .summary("the tenant's files, newest first")
    .addOption(
      new Option('--status <status>', 'only files in this state').choices(fileStatusSchema.options),
    )
    .option('--limit <n>', 'files at most', countOption, 50)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  waybill list --status failed\n  waybill list --json')
    .action((flags: Flags) => list(context, flags));
}

async function list(context: CliContext, flags: Flags): Promise<void> {
  const files: FileBody[] = [];
  const { status, limit } = flags;
  const all = context
    .client()
    .files({ status, limit: Math.min(200, limit), signal: context.signal });
  for await (const file of all) {
    files.push(file);
    if (files.length >= limit) break;
  }
  if (flags.json) return context.terminal.json(files);
  if (files.length === 0) return context.terminal.note('no files');
  context.terminal.result(
    table(
      ['ID', 'NAME', 'SIZE', 'STATUS', 'CHUNKS', 'CREATED'],
      files.map((file) => [
        file.id,
        file.name,
        formatBytes(file.size),
        file.status,
        `${file.uploadedChunks}/${file.chunkCount}`,
        file.createdAt,
      ]),
    ),
  );
}
