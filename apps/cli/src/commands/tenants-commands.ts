import type { TenantBody, UpdateTenantBody } from '@waybill/contracts';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { table } from '../format/table.js';

export function tenantsCommands(program: Command, context: CliContext): void {
  const tenants = program
    .command('tenants')
    .summary('list tenants, shut them out, let them in, delete them')
    .description('Tenants. All of it needs an admin key: WAYBILL_ADMIN_KEY.');

  tenants
    .command('list')
    .description('Lists them, newest first.')
    .option('--json', 'print JSON')
    .action((flags: { readonly json?: boolean }) => list(context, flags));

  for (const [command, status, does] of [
    ['disable', 'disabled', 'Lets none of its keys in any more; nothing of it is removed.'],
    ['enable', 'active', 'Lets its keys in again.'],
  ] as const) {
    tenants
      .command(command)
      .description(does)
      .argument('<name>', 'of the tenant')
      .action((name: string) => change(context, name, status));
  }

  tenants
    .command('delete')
    .description(
      'Deletes it with everything of its own: files, objects, webhooks, keys. There is no way back; ' +
        '`tenants list` shows how far it is.',
    )
    .argument('<name>', 'of the tenant')
    .option('--yes', 'do not ask')
    .action((name: string, flags: { readonly yes?: boolean }) => remove(context, name, flags));
}

async function list(context: CliContext, { json }: { readonly json?: boolean }): Promise<void> {
  const { terminal, signal } = context;
  const tenants: TenantBody[] = [];
  let cursor: string | undefined;
  do {
    const page = await context.admin().listTenants({ cursor, signal });
    tenants.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  if (json) return terminal.json(tenants);
  if (tenants.length === 0) return terminal.note('no tenants');
  terminal.result(
    table(
      ['ID', 'NAME', 'STATUS', 'CREATED', 'FILES LEFT'],
      tenants.map(({ id, name, status, createdAt, filesLeft }) => [
        id,
        name,
        status,
        createdAt,
        String(filesLeft ?? ''),
      ]),
    ),
  );
}

async function change(
  context: CliContext,
  name: string,
  status: UpdateTenantBody['status'],
): Promise<void> {
  const { terminal, signal } = context;
  const { id } = await named(context, name);
  const changed = await context.admin().updateTenant(id, { status }, { signal });
  terminal.note(`${changed.name} is ${changed.status}`);
}

async function remove(
  context: CliContext,
  name: string,
  { yes }: { readonly yes?: boolean },
): Promise<void> {
  const { terminal, signal } = context;
  const { id } = await named(context, name);
  if (!yes) await context.confirm(`Delete ${name} with all its files, for good?`);
  const { filesLeft = 0 } = await context.admin().deleteTenant(id, { signal });
  terminal.note(`${name} is being deleted; files left: ${filesLeft}`);
}

async function named(context: CliContext, name: string): Promise<TenantBody> {
  const { signal } = context;
  const [tenant] = (await context.admin().listTenants({ name, signal })).items;
  if (!tenant) throw new CliError('tenant_not_found', `There is no tenant ${name}.`);
  return tenant;
}
