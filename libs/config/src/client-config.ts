import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { httpUrl, readEnvironment, variable, type Environment, type Settings } from './env.js';

/** Where the command line finds the API and with which keys. */
export const clientSettings = z.object({
  url: variable('WAYBILL_URL', httpUrl.default('http://127.0.0.1:8480')),
  apiKey: variable('WAYBILL_API_KEY', z.string().optional()),
  adminKey: variable('WAYBILL_ADMIN_KEY', z.string().optional()),
  /** Folder in which uploads that were interrupted are remembered. */
  stateDir: variable('WAYBILL_STATE_DIR', z.string().optional()),
  userStateDir: variable('XDG_STATE_HOME', z.string().optional()),
});
export type ClientConfig = Settings<typeof clientSettings, 'stateDir'>;

/**
 * The environment first; where it is silent, the `.waybill/local.env` that `npm start` left in
 * this folder or the nearest one above.
 */
export function loadClientConfig(
  env: Environment = process.env,
  cwd = process.cwd(),
): ClientConfig {
  const config = readEnvironment(clientSettings, { ...readLocalEnvironment(env, cwd), ...env });
  // The default is that of the XDG Base Directory Specification.
  const { userStateDir = join(homedir(), '.local', 'state') } = config;
  return { stateDir: join(userStateDir, 'waybill'), ...config };
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
