import type { AuditPageOptions } from '@waybill/client';
import type { AuditEntryBody } from '@waybill/contracts';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { printable } from '../format/printable.js';
import { table } from '../format/table.js';
import { countOption, timeOption } from './options.js';

interface AuditFlags {
  readonly tenant?: string;
  readonly actor?: string;
  readonly operation?: string;
  readonly resource?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

export function auditCommand(program: Command, context: CliContext): void {
  program
    .command('audit')
    .summary('who did what')
    .description('Who did what, newest first. Needs an admin key: WAYBILL_ADMIN_KEY.')
    .option('--tenant <name>', 'what concerns this tenant')
    .option('--actor <id>', 'what this key did, by its id')
    .option('--operation <id>', 'only by this call, e.g. deleteFile, revokeKey')
    .option('--resource <id>', 'what happened to this file, key, tenant or webhook')
    .option('--since <time>', 'then or later, e.g. 24h', timeOption)
    .option('--until <time>', 'before then, e.g. 7d', timeOption)
    .option('--limit <n>', 'at most', countOption, 50)
    .option('--cursor <cursor>', 'go on after the page before')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  waybill audit --since 24h\n  waybill audit --tenant billing --operation deleteFile',
    )
    .action((flags: AuditFlags) => list(context, flags));
}

async function list(context: CliContext, flags: AuditFlags): Promise<void> {
  const { terminal, signal } = context;
  const found = await context.admin().listAudit({ ...(await queryOf(context, flags)), signal });
  if (flags.json) return terminal.json(found);
  if (found.items.length === 0) return terminal.note('no entries');
  terminal.result(table(['AT', 'CALL', 'BY', 'FROM', 'WHAT', 'CHANGED'], found.items.map(row)));
  if (found.nextCursor) terminal.note(`more with --cursor ${found.nextCursor}`);
}

async function queryOf(context: CliContext, flags: AuditFlags): Promise<AuditPageOptions> {
  const { tenant: name, actor: actorId, resource: resourceId, json: _, ...query } = flags;
  const own = { ...query, actorId, resourceId };
  if (name === undefined) return own;
  const [tenant] = (await context.admin().listTenants({ name, signal: context.signal })).items;
  if (!tenant) throw new CliError('tenant_not_found', `There is no tenant ${name}.`);
  return { ...own, tenantId: tenant.id };
}

function row({ at, operation, actor, address, resource, data }: AuditEntryBody): string[] {
  const changed = Object.entries(data).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [
    at,
    operation,
    `${actor.kind} ${actor.id}`,
    address,
    `${resource.type} ${resource.id ?? ''}`.trim(),
    printable(changed.join(' ')),
  ];
}
