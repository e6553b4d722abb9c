import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { readEnvironment, type Environment } from './env.js';

/** Where the command line finds the API and with which keys. */
export interface ClientConfig {
  readonly url: string;
  readonly apiKey?: string;
  readonly adminKey?: string;
  /** Folder in which uploads that were interrupted are remembered. */
  readonly stateDir: string;
}

export const clientVariables = z.object({
  WAYBILL_URL: z.url({ protocol: /^https?$/u }).default('http://127.0.0.1:8480'),
  WAYBILL_API_KEY: z.string().optional(),
  WAYBILL_ADMIN_KEY: z.string().optional(),
  WAYBILL_STATE_DIR: z.string().optional(),
  XDG_STATE_HOME: z.string().optional(),
});

/**
 * The environment first; where it is silent, the `.waybill/local.env` that `npm start` left in
 * this folder or the nearest one above.
 */
export function loadClientConfig(
  env: Environment = process.env,
  cwd = process.cwd(),
): ClientConfig {
  const values = readEnvironment(clientVariables, { ...readLocalEnvironment(env, cwd), ...env });
  return {
    url: values.WAYBILL_URL,
    apiKey: values.WAYBILL_API_KEY,
    adminKey: values.WAYBILL_ADMIN_KEY,
    // The default is that of the XDG Base Directory Specification.
    stateDir:
      values.WAYBILL_STATE_DIR ??
      join(values.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'waybill'),
  };
}

function readLocalEnvironment(env: Environment, cwd: string): Environment {
  if (env['WAYBILL_DATA_DIR']) return readEnvFile(join(env['WAYBILL_DATA_DIR'], 'local.env')) ?? {};
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = readEnvFile(join(folder, '.waybill', 'local.env'));
    if (found) return found;
    if (folder === dirname(folder)) return {};
  }
}

function readEnvFile(path: string): Environment | undefined {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
