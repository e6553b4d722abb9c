import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { downloadFile } from '../download/download-file.js';
import { safeName } from '../download/safe-name.js';
import { formatBytes } from '../format/bytes.js';
import { printable } from '../format/printable.js';

interface Flags {
  readonly output?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function downloadCommand(program: Command, context: CliContext): void {
  program
    .command('download')
    .summary('fetch a completed file')
    .description(
      'Fetches a completed file from the store into FILE.part, compares every chunk with what was ' +
        'uploaded, and renames it. A download that was interrupted goes on where it stopped.',
    )
    .argument('<id>', 'of the file')
    .option('-o, --output <file>', "a file, or a folder to put it in (the file's own name)")
    .option('--force', 'replace what is there')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print the path of the file, and nothing else')
    .addHelpText(
      'after',
      `
Examples:
  waybill download 019a9b0c-7f00-7000-8000-000000000001
  waybill download 019a9b0c-7f00-7000-8000-000000000001 -o /srv/media/`,
    )
    .action((id: string, flags: Flags) => download(context, id, flags));
}

async function download(context: CliContext, id: string, flags: Flags): Promise<void> {
  const file = await context.client().getFile(id, { signal: context.signal });
  if (file.status !== 'completed') {
    throw new CliError(
      'file_not_completed',
      `The file is ${file.status}, not completed: see \`waybill status ${id}\`.`,
    );
  }
  const target = await targetOf(flags.output, safeName(file.name, file.id));
  const { fingerprint, resumedAt } = await downloadFile(context, {
    file,
    target,
    force: flags.force === true,
    quiet: flags.quiet === true,
  });
  const { terminal } = context;
  if (flags.json) terminal.json({ id, path: target, size: file.size, fingerprint, resumedAt });
  else if (flags.quiet) terminal.result(target);
  else {
    const verified = fingerprint
      ? `fingerprint ${fingerprint} verified`
      : 'not verified: the server does not know the SHA-256 of every chunk';
    terminal.result(`downloaded ${printable(target)}: ${formatBytes(file.size)}, ${verified}`);
  }
}

async function targetOf(output: string | undefined, name: string): Promise<string> {
  if (output === undefined) return name;
  const found = await stat(output).catch(() => undefined);
  return found?.isDirectory() ? join(output, name) : output;
}
