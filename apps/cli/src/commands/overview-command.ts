import type { OverviewBody } from '@waybill/contracts';
import type { Command } from 'commander';
import type { CliContext } from '../context.js';
import { formatAge } from '../format/duration.js';
import { table } from '../format/table.js';

export function overviewCommand(program: Command, context: CliContext): void {
  program
    .command('overview')
    .summary('how the installation is: queues, processors, what needs somebody')
    .description('How the whole installation is. It needs an admin key: WAYBILL_ADMIN_KEY.')
    .option('--json', 'print JSON')
    .action((flags: { readonly json?: boolean }) => overview(context, flags));
}

async function overview(context: CliContext, { json }: { readonly json?: boolean }): Promise<void> {
  const { terminal, signal } = context;
  const body = await context.admin().overview({ signal });
  if (json) return terminal.json(body);
  for (const { part, detail } of body.unavailable) terminal.note(`${part} unknown: ${detail}`);
  if (body.missingRoles.length > 0) {
    terminal.note(`no processor takes on: ${body.missingRoles.join(', ')}`);
  }
  for (const [title, text] of sections(body)) {
    terminal.result(`${title}\n${text}\n`);
  }
}

function sections(body: OverviewBody): readonly (readonly [string, string])[] {
  const { queues, processors, files, webhooks } = body;
  const since = (iso: string): string =>
    formatAge(Math.max(0, Date.parse(body.at) - Date.parse(iso)));
  return [
    [
      'QUEUES',
      table(
        ['NAME', 'ROLE', 'WAITING', 'ACTIVE', 'LATER', 'GIVEN UP', 'OLDEST'],
        queues.map(({ name, role, waiting, active, delayed, failed, oldestSeconds }) => [
          name,
          role,
          ...[waiting, active, delayed, failed].map(String),
          formatAge(oldestSeconds * 1_000),
        ]),
      ),
    ],
    [
      'PROCESSORS',
      processors.length === 0
        ? 'none is alive'
        : table(
            ['HOST', 'PID', 'UP FOR', 'ROLES', 'IN HAND'],
            processors.map(({ host, pid, startedAt, roles, busy }) => [
              host,
              String(pid),
              since(startedAt),
              roles.join(', '),
              inHand(busy),
            ]),
          ),
    ],
    [
      'FILES',
      files.length === 0
        ? 'none needs anybody'
        : table(
            ['ID', 'TENANT', 'TROUBLE', 'FOR', 'WHY', 'WHAT TO DO'],
            files.map((file) => [
              file.fileId,
              file.tenant,
              file.trouble,
              since(file.since),
              file.detail,
              file.advice,
            ]),
          ),
    ],
    [
      'WEBHOOKS',
      webhooks.length === 0
        ? 'all that are called answer well'
        : table(
            ['ID', 'TENANT', 'URL', 'STATUS', 'FOR', 'WHAT TO DO'],
            webhooks.map((webhook) => [
              webhook.webhookId,
              webhook.tenant,
              webhook.url,
              webhook.status,
              since(webhook.since),
              webhook.advice,
            ]),
          ),
    ],
  ];
}

function inHand(busy: Readonly<Record<string, number>>): string {
  const jobs = Object.entries(busy).filter(([, count]) => count > 0);
  return jobs.map(([queue, count]) => `${count} ${queue}`).join(', ') || 'nothing';
}
