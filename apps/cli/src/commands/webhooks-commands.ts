import { Option, type Command } from 'commander';
import { webhookEventTypeSchema, type WebhookBody } from '@waybill/contracts';
import type { CliContext } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { printable } from '../format/printable.js';
import { table } from '../format/table.js';
import { durationOption } from './options.js';
import { webhookDeliveriesCommands } from './webhook-deliveries-commands.js';

interface CreateFlags {
  readonly type?: WebhookBody['types'];
  readonly description?: string;
  readonly json?: boolean;
}

export function webhooksCommands(program: Command, context: CliContext): void {
  const webhooks = program
    .command('webhooks')
    .summary("where the tenant's events are sent to")
    .description("Where the tenant's events are sent to, signed by Standard Webhooks.");

  webhooks
    .command('create')
    .description('Has events sent to a URL, and prints the secret, alone, on stdout: this once.')
    .argument('<url>', 'https')
    .addOption(
      new Option('--type <type...>', 'only these events').choices(webhookEventTypeSchema.options),
    )
    .option('--description <text>', 'for people')
    .option('--json', 'print the webhook with its secret as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  waybill webhooks create https://example.com/hook --type file.completed file.failed',
    )
    .action((url: string, flags: CreateFlags) => create(context, url, flags));

  webhooks
    .command('list')
    .description('Lists them, newest first.')
    .option('--json', 'print JSON')
    .action((flags: { readonly json?: boolean }) => list(context, flags));

  webhooks
    .command('show')
    .description('Shows one as JSON.')
    .argument('<id>', 'of the webhook')
    .action(async (id: string) => {
      context.terminal.json(await context.client().webhooks.get(id, { signal: context.signal }));
    });

  webhooks
    .command('rotate-secret')
    .description(
      'Prints a new secret, alone, on stdout; the one until now signs as well for a while.',
    )
    .argument('<id>', 'of the webhook')
    .option('--overlap <time>', 'how long both sign, e.g. 24h; at most 7d', durationOption)
    .option('--json', 'print JSON')
    .action((id: string, flags: { readonly overlap?: number; readonly json?: boolean }) =>
      rotate(context, id, flags),
    );

  for (const [command, status, done] of [
    ['pause', 'paused', 'paused'],
    ['resume', 'active', 'resumed'],
  ] as const) {
    webhooks
      .command(command)
      .description(
        command === 'pause'
          ? 'Sends nothing any more; what happens meanwhile waits.'
          : 'Sends again: what waited, too.',
      )
      .argument('<id>', 'of the webhook')
      .action(async (id: string) => {
        await context.client().webhooks.update(id, { status }, { signal: context.signal });
        context.terminal.note(`${done} ${id}`);
      });
  }

  webhooks
    .command('delete')
    .description('Forgets a webhook, its log and what waits for it.')
    .argument('<id>', 'of the webhook')
    .action(async (id: string) => {
      await context.client().webhooks.remove(id, { signal: context.signal });
      context.terminal.note(`deleted ${id}`);
    });

  webhookDeliveriesCommands(webhooks, context);
}

async function create(context: CliContext, url: string, flags: CreateFlags): Promise<void> {
  if (!URL.canParse(url)) throw new CliError('usage', 'Give a whole URL.', EXIT.usage);
  const { type: types, description } = flags;
  const { terminal, signal } = context;
  const made = await context.client().webhooks.create({ url, types, description }, { signal });
  if (flags.json) return terminal.json(made);
  terminal.note(`created ${made.id}`);
  terminal.result(made.secret);
}

async function list(context: CliContext, { json }: { readonly json?: boolean }): Promise<void> {
  const { terminal, signal } = context;
  const webhooks: WebhookBody[] = [];
  for await (const webhook of context.client().webhooks.all({ signal })) webhooks.push(webhook);
  if (json) return terminal.json(webhooks);
  if (webhooks.length === 0) return terminal.note('no webhooks');
  terminal.result(
    table(
      ['ID', 'STATUS', 'TYPES', 'URL', 'DESCRIPTION'],
      webhooks.map((webhook) => [
        webhook.id,
        webhook.pausedReason ? `${webhook.status} (${webhook.pausedReason})` : webhook.status,
        webhook.types?.join(' ') ?? 'all',
        webhook.url,
        printable(webhook.description ?? ''),
      ]),
    ),
  );
}

async function rotate(
  context: CliContext,
  id: string,
  { overlap, json }: { readonly overlap?: number; readonly json?: boolean },
): Promise<void> {
  const { terminal, signal } = context;
  const rotated = await context.client().webhooks.rotateSecret(id, { overlap, signal });
  if (json) return terminal.json(rotated);
  terminal.note(`until ${rotated.previousExpiresAt} both secrets sign`);
  terminal.result(rotated.secret);
}
