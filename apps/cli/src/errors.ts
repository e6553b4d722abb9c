import { WaybillError } from '@waybill/client';
import { EXIT, type ExitCode } from './exit-codes.js';
import { printable } from './format/printable.js';

/** Something that the command line itself finds wrong; `message` says what to do about it. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly code: string,
    message: string,
    readonly exitCode: ExitCode = EXIT.failure,
  ) {
    super(message);
  }
}

/** The reason of every abort that Ctrl-C brings about. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted.');
  }
}

/** What to do about an error, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  connection_failed: 'Is Waybill running there? WAYBILL_URL says where it is looked for.',
  timeout: 'Try again; if it stays so, look at the health of the server.',
  unauthenticated: 'Check WAYBILL_API_KEY, or WAYBILL_ADMIN_KEY for keys, dead letters and sweep.',
  forbidden: 'Keys, dead letters and sweep need an admin key: WAYBILL_ADMIN_KEY.',
  dead_letter_not_found: 'See what there is with `waybill dead-letters`.',
  file_not_found: 'Is the id right, and the key that of the same tenant?',
  webhook_not_found: 'Is the id right, and the key that of the same tenant?',
  file_not_completed: 'See how far it is with `waybill status`.',
  store_unreachable: 'Run the same command again to go on where it stopped.',
  store_rejected: 'The URL that Waybill signed does not fit the store: see its settings.',
  chunk_not_verified: 'Look at `waybill status` and at the health of the store.',
  source_changed: 'Run the command again when nothing writes to the file any more.',
};

/** The one line that tells of an error. */
export function describeError(error: unknown): string {
  if (error instanceof WaybillError) {
    const request = error.requestId && (error.status ?? 0) >= 500 ? [`(${error.requestId})`] : [];
    const fields = error.errors
      .filter(({ message }) => !error.detail.includes(message))
      .map(({ path, message }) => `${path}: ${message}`);
    return line(error.code, [error.detail, ...fields, HINTS[error.code] ?? '', ...request]);
  }
  if (error instanceof CliError) return line(error.code, [error.message]);
  if (error instanceof Error) {
    const { code } = error as { readonly code?: unknown };
    return line(typeof code === 'string' ? code : error.name, [error.message]);
  }
  return line('unknown', [String(error)]);
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Interrupted) return EXIT.interrupted;
  return error instanceof CliError ? error.exitCode : EXIT.failure;
}

function line(code: string, parts: readonly string[]): string {
  return printable(`error [${code}]: ${parts.filter(Boolean).join(' ')}`);
}
