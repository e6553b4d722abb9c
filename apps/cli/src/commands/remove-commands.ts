import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';

export function removeCommands(program: Command, context: CliContext): void {
  program
    .command('abort')
    .summary('give up an unfinished upload')
    .description('Gives up an unfinished upload; what was stored of it is removed.')
    .argument('<id>', 'of the file')
    .action((id: string) => abort(context, id));

  program
    .command('delete')
    .summary('remove a file')
    .description('Removes a completed file, in the store too; an unfinished one is aborted.')
    .argument('<id>', 'of the file')
    .action(async (id: string) => {
      await context.client().deleteFile(id, { signal: context.signal });
      context.terminal.note(`deleted ${id}`);
    });
}

/** `abort` must not be what removes a file that is complete and in use. */
async function abort(context: CliContext, id: string): Promise<void> {
  const client = context.client();
  const { status } = await client.getFile(id, { signal: context.signal });
  if (status === 'completed') {
    throw new CliError(
      'file_completed',
      `The file is completed: \`waybill delete ${id}\` removes it.`,
    );
  }
  await client.deleteFile(id, { signal: context.signal });
  context.terminal.note(`aborted ${id}`);
}
