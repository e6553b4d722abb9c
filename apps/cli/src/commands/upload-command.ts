import type { Command } from 'commander';
import type { UploadResult } from '@waybill/client';
import type { CliContext } from '../context.js';
import { CliError, describeError, Interrupted } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { formatBytes, formatSpeed } from '../format/bytes.js';
import { formatDuration } from '../format/duration.js';
import { printable } from '../format/printable.js';
import { uploadFile, type UploadFileOptions } from '../upload/upload-file.js';
import { countOption, metadataOption, sizeOption } from './options.js';

interface Flags extends Omit<UploadFileOptions, 'quiet'> {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function uploadCommand(program: Command, context: CliContext): void {
  program
    .command('upload')
    .summary('send files')
    .description(
      'Sends files straight to the store, chunk by chunk, and has them completed. An upload that was ' +
        'interrupted goes on when the same command is run again: only what is missing is sent. Chunks ' +
        'that the tenant has stored already, in whatever file, are not sent at all.',
    )
    .argument('<file...>', 'files on this machine; several are sent one after another')
    .option('--name <name>', 'what the file is called afterwards (its own name)')
    .option('--content-type <type>', 'media type (application/octet-stream)')
    .option('--concurrency <n>', 'chunks under way at once', countOption, 4)
    .option('--chunk-size <size>', 'e.g. 16MiB, at least 5MiB (chosen to fit)', sizeOption)
    .option('--strategy <strategy>', 'how the bytes travel: auto, chunks, multipart, single (auto)')
    .option('--expires-in <seconds>', 'until an unfinished upload expires', countOption)
    .option('--metadata <name=value>', 'kept with the file; can be given again', metadataOption)
    .option('--no-resume', 'start over, even if this file was begun before')
    .option('--json', 'print one line of JSON for each file')
    .option('--quiet', 'print the id of each file, and nothing else')
    .addHelpText(
      'after',
      `
Examples:
  waybill upload holiday.mp4
  waybill upload --concurrency 8 --metadata project=alps *.mp4
  waybill upload backup.tar --chunk-size 64MiB --json`,
    )
    .action((files: string[], flags: Flags) => uploadAll(context, files, flags));
}

async function uploadAll(context: CliContext, files: string[], flags: Flags): Promise<void> {
  if (flags.name !== undefined && files.length > 1) {
    throw new CliError('usage', '--name is for one file.', EXIT.usage);
  }
  let failed = 0;
  for (const path of files) {
    try {
      const { json, ...options } = flags;
      const quiet = flags.quiet === true;
      const result = await uploadFile(context, path, { ...options, quiet });
      report(context, path, result, { json: json === true, quiet });
    } catch (error) {
      // With one file the error is the command's own; with several, each is told at once.
      if (files.length === 1 || error instanceof Interrupted) throw error;
      context.terminal.note(`${printable(path)}: ${describeError(error)}`);
      failed += 1;
    }
  }
  if (failed > 0) {
    throw new CliError('files_failed', `${failed} of ${files.length} files failed.`, EXIT.failure);
  }
}

function report(
  { terminal }: CliContext,
  path: string,
  result: UploadResult,
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
): void {
  const { file, fingerprint, bytesSent, bytesReused, duration, resumed } = result;
  const bytesPerSecond = (bytesSent / Math.max(1, duration)) * 1000;
  if (json) {
    const seconds = Math.round(duration) / 1000;
    const { chunksSent, chunksThere, chunksReused } = result;
    const numbers = { chunksSent, chunksThere, chunksReused, bytesSent, bytesReused, seconds };
    terminal.result(
      JSON.stringify({
        path,
        id: file.id,
        name: file.name,
        size: file.size,
        status: file.status,
        fingerprint,
        resumed,
        ...numbers,
        bytesPerSecond: Math.round(bytesPerSecond),
        location: file.location,
      }),
    );
  } else if (quiet) {
    terminal.result(file.id);
  } else {
    terminal.result(
      `uploaded ${printable(file.name)}: id ${file.id}, ${formatBytes(file.size)} in ` +
        `${formatDuration(duration)} (${formatSpeed(bytesPerSecond)}), sent ` +
        `${formatBytes(bytesSent)}, reused ${formatBytes(bytesReused)}, fingerprint ${fingerprint}`,
    );
  }
}
