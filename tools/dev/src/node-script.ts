import { runTool } from '@waybill/stack';
import { workspaceRoot } from './workspace.js';

export type Variables = Record<string, string>;

/** Runs a script of the build to its end, with the environment added to ours. */
export async function runNode(args: readonly string[], env: Variables, signal?: AbortSignal) {
  const options = { env, cwd: workspaceRoot, ...(signal && { signal }) };
  return runTool(process.execPath, ['--enable-source-maps', ...args], options);
}
