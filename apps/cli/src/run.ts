import { CommanderError } from 'commander';
import { ConfigError } from '@waybill/config';
import { CliContext, type ContextOptions } from './context.js';
import { describeError, exitCodeOf, Interrupted } from './errors.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { buildProgram } from './program.js';

/**
 * Runs one command line.
 * @param args without the program's own name
 * @returns what the process is to end with; errors are told on stderr
 */
export async function run(args: readonly string[], options: ContextOptions): Promise<ExitCode> {
  const program = buildProgram(new CliContext(options));
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // Has been printed; --help comes this way too, with exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof Interrupted) return EXIT.interrupted;
    const { terminal } = options;
    if (error instanceof ConfigError) {
      terminal.note(error.message);
      return EXIT.usage;
    }
    terminal.note(describeError(error));
    if (program.opts<{ verbose?: boolean }>().verbose && error instanceof Error) {
      terminal.note(error.stack ?? '');
    }
    return exitCodeOf(error);
  }
}
