import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../format/table.js';

interface CreateFlags {
  readonly tenant?: string;
  readonly admin?: boolean;
  readonly json?: boolean;
}

export function keysCommands(program: Command, context: CliContext): void {
  const keys = program
    .command('keys')
    .summary('make, list and revoke API keys')
    .description('API keys. All of it needs an admin key: WAYBILL_ADMIN_KEY.');

  keys
    .command('create')
    .description('Makes a key and prints it, alone, on stdout. It is shown this once.')
    .option('--tenant <name>', 'whose files the key reaches; made if it is new')
    .option('--admin', 'an admin key: keys and dead letters, no files')
    .option('--json', 'print the key with its id as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  export WAYBILL_API_KEY=$(waybill keys create --tenant acme)',
    )
    .action((flags: CreateFlags) => create(context, flags));

  keys
    .command('list')
    .description('Lists keys; of each only its first characters are known.')
    .option('--tenant <name>', "only this tenant's")
    .option('--json', 'print JSON')
    .action((flags: { readonly tenant?: string; readonly json?: boolean }) => list(context, flags));

  keys
    .command('revoke')
    .description('Makes a key invalid, for good.')
    .argument('<id>', 'of the key, from `waybill keys list`')
    .action(async (id: string) => {
      await context.admin().revokeKey(id, { signal: context.signal });
      context.terminal.note(`revoked ${id}`);
    });
}

async function create(context: CliContext, flags: CreateFlags): Promise<void> {
  if (!flags.admin && flags.tenant === undefined) {
    throw new CliError('usage', 'Give --tenant NAME, or --admin.', EXIT.usage);
  }
  const key = await context
    .admin()
    .createKey(
      { tenant: flags.tenant, role: flags.admin ? 'admin' : 'tenant' },
      { signal: context.signal },
    );
  if (flags.json) context.terminal.json(key);
  else context.terminal.result(key.key);
}

async function list(
  context: CliContext,
  flags: { readonly tenant?: string; readonly json?: boolean },
): Promise<void> {
  const { items } = await context
    .admin()
    .listKeys({ tenant: flags.tenant, signal: context.signal });
  if (flags.json) return context.terminal.json(items);
  context.terminal.result(
    table(
      ['ID', 'ROLE', 'TENANT', 'KEY', 'CREATED', 'REVOKED'],
      items.map((key) => [
        key.id,
        key.role,
        key.tenant ?? '',
        `${key.hint}…`,
        key.createdAt,
        key.revokedAt ?? '',
      ]),
    ),
  );
}
