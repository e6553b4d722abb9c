import { WaybillAdminClient, WaybillClient, type ConnectionOptions } from '@waybill/client';
import { nodePlatform } from '@waybill/client/node';
import type { ClientConfig } from '@waybill/config';
import { CliError } from './errors.js';
import { EXIT } from './exit-codes.js';
import type { Terminal } from './terminal.js';

export interface ContextOptions {
  readonly terminal: Terminal;
  /** Read when a command needs it, so that `--help` works without any. */
  readonly loadConfig: () => ClientConfig;
  /** Ends with the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Asks the person at the terminal; absent where nobody sits there. */
  readonly ask?: (question: string) => Promise<string>;
  /** For tests: how often and how fast calls are repeated. */
  readonly connection?: Pick<ConnectionOptions, 'retry' | 'timeout'>;
}

/** What every command is given. */
export class CliContext {
  constructor(private readonly options: ContextOptions) {}

  get terminal(): Terminal {
    return this.options.terminal;
  }

  get signal(): AbortSignal {
    return this.options.signal;
  }

  config(): ClientConfig {
    return this.options.loadConfig();
  }

  /**
   * Goes on only with a yes.
   * @throws CliError where there is none, or nobody to ask
   */
  async confirm(question: string): Promise<void> {
    const { ask } = this.options;
    if (!ask) throw new CliError('usage', 'Nobody can be asked here: give --yes.', EXIT.usage);
    const answer = await ask(`${question} [y/N] `);
    if (!/^y(es)?$/iu.test(answer.trim())) throw new CliError('not_confirmed', 'Nothing was done.');
  }

  /** @throws CliError no_api_key */
  client(): WaybillClient {
    const { url, apiKey } = this.config();
    if (apiKey) {
      return new WaybillClient({
        ...this.options.connection,
        url,
        apiKey,
        platform: nodePlatform(),
      });
    }
    throw new CliError(
      'no_api_key',
      'No API key: set WAYBILL_API_KEY, or run this below the folder where `npm start` left .waybill/local.env.',
    );
  }

  /** @throws CliError no_admin_key */
  admin(): WaybillAdminClient {
    const { url, adminKey } = this.config();
    if (adminKey) {
      return new WaybillAdminClient({ ...this.options.connection, url, apiKey: adminKey });
    }
    throw new CliError(
      'no_admin_key',
      'No admin key: set WAYBILL_ADMIN_KEY, or run this below the folder where `npm start` left .waybill/local.env.',
    );
  }
}
