import { Option, type Command } from 'commander';
import { deliveryStatusSchema, type DeliveryBody } from '@waybill/contracts';
import type { CliContext } from '../context.js';
import { table } from '../format/table.js';
import { countOption } from './options.js';

interface ListFlags {
  readonly status?: DeliveryBody['status'];
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

/** What became of the events: below `waybill webhooks`. */
export function webhookDeliveriesCommands(webhooks: Command, context: CliContext): void {
  webhooks
    .command('deliveries')
    .description('The delivery log, newest first; or one delivery with its attempts, as JSON.')
    .argument('<id>', 'of the webhook')
    .argument('[delivery]', 'id of one delivery')
    .addOption(new Option('--status <status>', 'only these').choices(deliveryStatusSchema.options))
    .option('--limit <n>', 'at most', countOption, 50)
    .option('--cursor <cursor>', 'go on after the page before')
    .option('--json', 'print JSON')
    .action((id: string, delivery: string | undefined, flags: ListFlags) =>
      delivery === undefined ? list(context, id, flags) : show(context, id, delivery),
    );

  webhooks
    .command('redeliver')
    .description('Sends a delivery again, with the same webhook-id.')
    .argument('<id>', 'of the webhook')
    .argument('<delivery>', 'id of the delivery')
    .action(async (id: string, delivery: string) => {
      await context.client().webhooks.redeliver(id, delivery, { signal: context.signal });
      context.terminal.note(`on its way: ${delivery}`);
    });

  webhooks
    .command('test')
    .description('Sends a webhook.test to try the endpoint.')
    .argument('<id>', 'of the webhook')
    .action(async (id: string) => {
      const sent = await context.client().webhooks.test(id, { signal: context.signal });
      context.terminal.note(`on its way: ${sent.id}`);
    });
}

async function show(context: CliContext, id: string, delivery: string): Promise<void> {
  const { terminal, signal } = context;
  terminal.json(await context.client().webhooks.delivery(id, delivery, { signal }));
}

async function list(context: CliContext, id: string, flags: ListFlags): Promise<void> {
  const { json, ...page } = flags;
  const { terminal, signal } = context;
  const found = await context.client().webhooks.deliveries(id, { ...page, signal });
  if (json) return terminal.json(found);
  if (found.items.length === 0) return terminal.note('no deliveries');
  terminal.result(
    table(
      ['ID', 'TYPE', 'STATUS', 'ATTEMPTS', 'CREATED', 'LAST ANSWER'],
      found.items.map((delivery) => [
        delivery.id,
        delivery.type,
        delivery.status,
        String(delivery.attempts),
        delivery.createdAt,
        delivery.lastError ?? String(delivery.lastStatusCode ?? ''),
      ]),
    ),
  );
  if (found.nextCursor) terminal.note(`more with --cursor ${found.nextCursor}`);
}
