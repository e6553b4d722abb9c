import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { auditCommand } from './commands/audit-command.js';
import { deadLettersCommand } from './commands/dead-letters-command.js';
import { downloadCommand } from './commands/download-command.js';
import { keysCommands } from './commands/keys-commands.js';
import { limitsCommands } from './commands/limits-commands.js';
import { listCommand } from './commands/list-command.js';
import { overviewCommand } from './commands/overview-command.js';
import { removeCommands } from './commands/remove-commands.js';
import { statusCommand } from './commands/status-command.js';
import { sweepCommand } from './commands/sweep-command.js';
import { tokensCommands } from './commands/tokens-commands.js';
import { tenantsCommands } from './commands/tenants-commands.js';
import { uploadCommand } from './commands/upload-command.js';
import { webhooksCommands } from './commands/webhooks-commands.js';
import type { CliContext } from './context.js';

/** The whole command line; nothing runs before it is parsed. */
export function buildProgram(context: CliContext): Command {
  const { terminal } = context;
  const program = new Command('waybill')
    .description('Uploads files straight to the store, and shows what became of them.')
    .option('--verbose', 'print stack traces of errors')
    .version(ownVersion(), '--version', 'print the version')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .showHelpAfterError('(waybill COMMAND --help tells more)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Environment (else the .waybill/local.env that \`npm start\` left here or above):
  WAYBILL_URL         where the API is
  WAYBILL_API_KEY     the tenant's key
  WAYBILL_ADMIN_KEY   for overview, keys, tenants, limits, audit, dead-letters, sweep
  WAYBILL_STATE_DIR   where interrupted uploads are remembered

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`,
    );
  uploadCommand(program, context);
  downloadCommand(program, context);
  statusCommand(program, context);
  listCommand(program, context);
  removeCommands(program, context);
  webhooksCommands(program, context);
  overviewCommand(program, context);
  tokensCommands(program, context);
  keysCommands(program, context);
  tenantsCommands(program, context);
  limitsCommands(program, context);
  auditCommand(program, context);
  deadLettersCommand(program, context);
  sweepCommand(program, context);
  return program;
}

/** From where it stands beside the sources and the build alike. */
function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
