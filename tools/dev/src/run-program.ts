import { execa, type Options } from 'execa';
import { launchLine } from '@waybill/stack';
import { workspaceRoot } from './workspace.js';

/**
 * Runs a program of the workspace to its end, which comes with ours at the latest. Never rejects
 * for a failure of the program.
 * @throws the signal's reason when it was aborted.
 */
export async function runProgram<O extends Options>(
  command: string,
  args: readonly string[],
  options: O & { cancelSignal: AbortSignal },
) {
  const [file, line] = launchLine({ command, args, deathSignal: 'KILL' });
  const defaults = { cwd: workspaceRoot, reject: false, forceKillAfterDelay: 5000 } as const;
  const result = await execa(file, line, { ...defaults, ...options });
  options.cancelSignal.throwIfAborted();
  return result;
}
