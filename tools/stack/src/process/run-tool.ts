import { execa } from 'execa';
import { StackError } from '../errors.js';
import { launchLine } from './launch.js';

export interface ToolOptions {
  privileges?: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
  /** Given to it as stdin. */
  input?: string;
  /** Milliseconds. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Runs a program to its end. @returns its stdout. @throws StackError with what it said. */
export async function runTool(
  command: string,
  args: readonly string[],
  { privileges, env, cwd, input = '', timeoutMs = 60_000, signal }: ToolOptions = {},
): Promise<string> {
  const launch = { command, args, deathSignal: 'KILL', ...(privileges && { privileges }) } as const;
  const [file, line] = launchLine(launch);
  const result = await execa(file, line, {
    input,
    all: true,
    reject: false,
    timeout: timeoutMs,
    // A session of its own, as the servers have: Ctrl-C is for us to handle, not for half our tools.
    detached: true,
    ...(env && { env }),
    ...(cwd && { cwd }),
    ...(signal && { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (result.failed) {
    const reason = result.timedOut
      ? `no end after ${timeoutMs} ms`
      : `exit code ${result.exitCode}`;
    throw new StackError(`${command} failed (${reason}):\n${result.all ?? result.message}`);
  }
  return result.stdout;
}
