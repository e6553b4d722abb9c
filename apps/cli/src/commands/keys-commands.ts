import { keyScopeSchema, type KeyBody } from '@waybill/contracts';
import { Option, type Command } from 'commander';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { printable } from '../format/printable.js';
import { table } from '../format/table.js';
import { durationOption } from './options.js';

interface CreateFlags {
  readonly tenant?: string;
  readonly admin?: boolean;
  readonly name?: string;
  readonly scope?: KeyBody['scopes'];
  readonly expires?: number;
  readonly json?: boolean;
}

interface RotateFlags {
  readonly overlap?: number;
  readonly expires?: number;
  readonly json?: boolean;
}

export function keysCommands(program: Command, context: CliContext): void {
  const keys = program
    .command('keys')
    .summary('make, list, rotate and revoke API keys')
    .description('API keys. All of it needs an admin key: WAYBILL_ADMIN_KEY.');

  keys
    .command('create')
    .description('Makes a key and prints it, alone, on stdout. It is shown this once.')
    .option('--tenant <name>', 'whose files the key reaches; made if it is new')
    .option('--admin', 'an admin key: keys and dead letters, no files')
    .option('--name <text>', 'for people: what it is for')
    .addOption(
      new Option('--scope <scope...>', 'only these; all that its role can have').choices(
        keyScopeSchema.options,
      ),
    )
    .option('--expires <time>', 'how long it works, e.g. 90d', durationOption)
    .option('--json', 'print the key with its id as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  export WAYBILL_API_KEY=$(waybill keys create --tenant acme)\n  waybill keys create --tenant acme --name auditors --scope files:read --expires 30d',
    )
    .action((flags: CreateFlags) => create(context, flags));

  keys
    .command('list')
    .description('Lists keys; of each only its first characters are known.')
    .option('--tenant <name>', "only this tenant's")
    .option('--json', 'print JSON')
    .action((flags: { readonly tenant?: string; readonly json?: boolean }) => list(context, flags));

  keys
    .command('rotate')
    .description(
      'Prints a new key in place of one, alone, on stdout; the one until now works for a while.',
    )
    .argument('<id>', 'of the key, from `waybill keys list`')
    .option('--overlap <time>', 'how long both work, e.g. 24h; at most 30d', durationOption)
    .option(
      '--expires <time>',
      'how long the new one works; as long as the old one',
      durationOption,
    )
    .option('--json', 'print JSON')
    .action((id: string, flags: RotateFlags) => rotate(context, id, flags));

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
  const key = await context.admin().createKey(
    {
      tenant: flags.tenant,
      role: flags.admin ? 'admin' : 'tenant',
      name: flags.name,
      scopes: flags.scope,
      expiresIn: flags.expires,
    },
    { signal: context.signal },
  );
  if (flags.json) context.terminal.json(key);
  else context.terminal.result(key.key);
}

async function rotate(context: CliContext, id: string, flags: RotateFlags): Promise<void> {
  const { terminal, signal } = context;
  const rotated = await context
    .admin()
    .rotateKey(id, { overlap: flags.overlap, expiresIn: flags.expires }, { signal });
  if (flags.json) return terminal.json(rotated);
  terminal.note(`until ${rotated.previousExpiresAt} the key until now works, too`);
  terminal.result(rotated.key);
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
      ['ID', 'TENANT', 'KEY', 'NAME', 'SCOPES', 'CREATED', 'LAST USED', 'STATUS'],
      items.map((key) => [
        key.id,
        key.tenant ?? '(admin)',
        `${key.hint}…`,
        printable(key.name ?? ''),
        key.scopes.join(' '),
        key.createdAt,
        key.lastUsedAt ?? '',
        statusOf(key),
      ]),
    ),
  );
}

function statusOf({ revokedAt, expiresAt }: KeyBody): string {
  if (revokedAt) return `revoked ${revokedAt}`;
  return expiresAt ? `until ${expiresAt}` : '';
}
