import type { TenantBody } from '@waybill/contracts';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { table } from '../format/table.js';

export function tenantsCommands(program: Command, context: CliContext): void {
  const tenants = program
    .command('tenants')
    .summary('list tenants, shut them out, let them in')
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
      ['ID', 'NAME', 'STATUS', 'CREATED'],
      tenants.map(({ id, name, status, createdAt }) => [id, name, status, createdAt]),
    ),
  );
}

async function change(
  context: CliContext,
  name: string,
  status: TenantBody['status'],
): Promise<void> {
  const { terminal, signal } = context;
  const admin = context.admin();
  const [tenant] = (await admin.listTenants({ name, signal })).items;
  if (!tenant) throw new CliError('tenant_not_found', `There is no tenant ${name}.`);
  const changed = await admin.updateTenant(tenant.id, { status }, { signal });
  terminal.note(`${changed.name} is ${changed.status}`);
}
