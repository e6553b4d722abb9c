import { createUploadTokenSchema, type UploadTokenBody } from '@waybill/contracts';
import { Option, type Command } from 'commander';
import type { CliContext } from '../context.js';
import { formatBytes } from '../format/bytes.js';
import { printable } from '../format/printable.js';
import { table } from '../format/table.js';
import { countOption, durationOption, metadataOption, sizeOption } from './options.js';

interface CreateFlags {
  readonly name?: string;
  readonly expires?: number;
  readonly maxFileSize?: number;
  readonly maxFiles?: number;
  readonly maxBytes?: number;
  readonly type?: string[];
  readonly metadata?: Record<string, string>;
  readonly origin?: string[];
  readonly events?: UploadTokenBody['events'];
  readonly json?: boolean;
}

export function tokensCommands(program: Command, context: CliContext): void {
  const tokens = program
    .command('tokens')
    .summary('make, list, renew and revoke upload tokens')
    .description('What browsers and others that are not trusted with a key upload by.');

  tokens
    .command('create')
    .description('Makes an upload token and prints it, alone, on stdout. It is shown this once.')
    .option('--name <text>', 'for people: what it is for')
    .option('--expires <time>', 'how long it works, e.g. 30m; an hour', durationOption)
    .option('--max-file-size <size>', 'of the largest file, e.g. 10MB', sizeOption)
    .option('--max-files <count>', 'files that are ever made by it', countOption)
    .option('--max-bytes <size>', 'of all files that are ever made by it', sizeOption)
    .option('--type <type...>', 'only files of these types, e.g. image/*')
    .option('--metadata <name=value>', 'what every file has; may be repeated', metadataOption)
    .option('--origin <origin...>', 'only pages of these, e.g. https://app.example.com')
    .addOption(
      new Option('--events <whose>', 'what it may watch; none').choices(
        createUploadTokenSchema.shape.events.unwrap().options,
      ),
    )
    .option('--json', 'print the token with its id as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  waybill tokens create --max-files 1 --max-file-size 10MB --type "image/*" --origin https://shop.example.com',
    )
    .action((flags: CreateFlags) => create(context, flags));

  tokens
    .command('list')
    .description('Lists them, newest first; of each only its first characters are known.')
    .option('--json', 'print JSON')
    .action((flags: { readonly json?: boolean }) => list(context, flags));

  tokens
    .command('show')
    .description('Shows one as JSON.')
    .argument('<id>', 'of the token')
    .action(async (id: string) => {
      context.terminal.json(
        await context.client().uploadTokens.get(id, { signal: context.signal }),
      );
    });

  tokens
    .command('renew')
    .description('Has a token end later; one that has ended is good again.')
    .argument('<id>', 'of the token, from `waybill tokens list`')
    .option('--expires <time>', 'from now, e.g. 24h; an hour', durationOption)
    .action(async (id: string, { expires: expiresIn }: { readonly expires?: number }) => {
      const { signal } = context;
      const renewed = await context.client().uploadTokens.renew(id, { expiresIn, signal });
      context.terminal.note(`${id} is good until ${renewed.expiresAt}`);
    });

  tokens
    .command('revoke')
    .description('Makes a token invalid, for good. Its files stay.')
    .argument('<id>', 'of the token, from `waybill tokens list`')
    .action(async (id: string) => {
      await context.client().uploadTokens.revoke(id, { signal: context.signal });
      context.terminal.note(`revoked ${id}`);
    });
}

async function create(context: CliContext, flags: CreateFlags): Promise<void> {
  const { terminal, signal } = context;
  const { expires, type, origin, json, ...same } = flags;
  const made = await context
    .client()
    .uploadTokens.create(
      { ...same, expiresIn: expires, contentTypes: type, origins: origin },
      { signal },
    );
  if (json) return terminal.json(made);
  terminal.note(`created ${made.id}, good until ${made.expiresAt}`);
  terminal.result(made.token);
}

async function list(context: CliContext, { json }: { readonly json?: boolean }): Promise<void> {
  const { terminal, signal } = context;
  const tokens: UploadTokenBody[] = [];
  for await (const token of context.client().uploadTokens.all({ signal })) tokens.push(token);
  if (json) return terminal.json(tokens);
  if (tokens.length === 0) return terminal.note('no upload tokens');
  terminal.result(
    table(
      ['ID', 'TOKEN', 'NAME', 'FILES', 'BYTES', 'ORIGINS', 'STATUS'],
      tokens.map((token) => [
        token.id,
        `${token.hint}…`,
        printable(token.name ?? ''),
        used(token.used.files, token.maxFiles, String),
        used(token.used.bytes, token.maxBytes, formatBytes),
        token.origins?.join(' ') ?? 'any',
        token.status === 'active' ? `until ${token.expiresAt}` : token.status,
      ]),
    ),
  );
}

function used(now: number, most: number | undefined, say: (value: number) => string): string {
  return most === undefined ? say(now) : `${say(now)} of ${say(most)}`;
}
