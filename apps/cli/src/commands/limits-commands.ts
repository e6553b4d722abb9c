import type { LimitsBody, UpdateLimitsBody } from '@waybill/contracts';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { formatBytes } from '../format/bytes.js';
import { table } from '../format/table.js';
import { countOption, sizeOption } from './options.js';

interface LimitOption {
  readonly name: keyof LimitsBody;
  readonly flag: string;
  readonly what: string;
  readonly inBytes?: true;
}

/** In the order of the table. */
const OPTIONS: readonly LimitOption[] = [
  { name: 'openUploads', flag: 'open-uploads', what: 'unfinished files' },
  { name: 'openChunks', flag: 'open-chunks', what: 'chunks of unfinished files' },
  {
    name: 'bytesInFlight',
    flag: 'bytes-in-flight',
    what: 'bytes of unfinished files, e.g. 500GiB',
    inBytes: true,
  },
  {
    name: 'storedBytes',
    flag: 'stored-bytes',
    what: 'bytes of all files, unfinished ones included',
    inBytes: true,
  },
  { name: 'fileSize', flag: 'file-size', what: 'bytes of one file', inBytes: true },
  { name: 'streams', flag: 'streams', what: 'event streams and waiting requests' },
  { name: 'requestsPerSecond', flag: 'requests-per-second', what: 'requests a second' },
];

interface OwnerFlags {
  readonly tenant?: string;
  readonly key?: string;
  readonly json?: boolean;
}

type SetFlags = OwnerFlags & UpdateLimitsBody;

export function limitsCommands(program: Command, context: CliContext): void {
  const limits = program
    .command('limits')
    .summary('what tenants and keys may have, and have')
    .description('Limits of tenants and keys. They need an admin key: WAYBILL_ADMIN_KEY.');

  ofOwner(limits.command('show'))
    .description('Shows the limits, and what is used of each.')
    .action((flags: OwnerFlags) => show(context, flags));

  const set = ofOwner(limits.command('set')).description(
    'Sets limits; those that are not named stay, and so does what is there already.',
  );
  for (const { flag, what, inBytes } of OPTIONS) {
    const parse = inBytes ? sizeOption : countOption;
    set.option(`--${flag} <max>`, what, (text) => (text === 'default' ? null : parse(text)));
  }
  set
    .addHelpText(
      'after',
      `
"default" instead of a number: what the installation has for everybody.

Examples:
  waybill limits set --tenant acme --stored-bytes 1TiB --open-uploads 100
  waybill limits set --key 019a9b0c-7f00-7000-8000-0000000000aa --requests-per-second default`,
    )
    .action((flags: SetFlags) => change(context, flags));

  program
    .command('usage')
    .description('Shows what the tenant and the key of WAYBILL_API_KEY may have, and have.')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { terminal, signal } = context;
      const { tenant, key } = await context.client().usage({ signal });
      if (json) return terminal.json({ tenant, key });
      for (const [of, limits] of Object.entries({ tenant, key })) {
        if (limits) terminal.result(`${of}\n${tableOf(limits)}`);
      }
    });
}

function ofOwner(command: Command): Command {
  return command
    .option('--tenant <name>', 'of all keys of this tenant together')
    .option('--key <id>', 'of one key, from `waybill keys list`')
    .option('--json', 'print JSON');
}

async function show(context: CliContext, flags: OwnerFlags): Promise<void> {
  const owner = await ownerOf(context, flags);
  const { signal } = context;
  const admin = context.admin();
  tell(
    context,
    flags,
    'tenant' in owner
      ? await admin.getTenantLimits(owner.tenant, { signal })
      : await admin.getKeyLimits(owner.key, { signal }),
  );
}

async function change(context: CliContext, flags: SetFlags): Promise<void> {
  const named = OPTIONS.filter(({ name }) => flags[name] !== undefined);
  if (named.length === 0) throw new CliError('usage', 'Name a limit to set.', EXIT.usage);
  const body = Object.fromEntries(named.map(({ name }) => [name, flags[name]]));
  const owner = await ownerOf(context, flags);
  const { signal } = context;
  const admin = context.admin();
  tell(
    context,
    flags,
    'tenant' in owner
      ? await admin.updateTenantLimits(owner.tenant, body, { signal })
      : await admin.updateKeyLimits(owner.key, body, { signal }),
  );
}

/** The id of whom the flags name. */
async function ownerOf(
  context: CliContext,
  { tenant: name, key }: OwnerFlags,
): Promise<{ readonly tenant: string } | { readonly key: string }> {
  if ((name === undefined) === (key === undefined)) {
    throw new CliError('usage', 'Give --tenant NAME, or --key ID.', EXIT.usage);
  }
  if (key !== undefined) return { key };
  const { items } = await context.admin().listTenants({ name, signal: context.signal });
  const [tenant] = items;
  if (!tenant) throw new CliError('tenant_not_found', `There is no tenant ${name}.`);
  return { tenant: tenant.id };
}

function tell({ terminal }: CliContext, { json }: OwnerFlags, limits: LimitsBody): void {
  if (json) terminal.json(limits);
  else terminal.result(tableOf(limits));
}

function tableOf(limits: LimitsBody): string {
  return table(
    ['LIMIT', 'MAX', 'USED'],
    OPTIONS.map(({ name, flag, inBytes }) => {
      const { max, used } = limits[name];
      const said = (count: number) => (inBytes ? formatBytes(count) : String(count));
      return [flag, max === undefined ? 'none' : said(max), used === undefined ? '' : said(used)];
    }),
  );
}
