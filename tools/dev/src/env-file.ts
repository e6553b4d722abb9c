import { writeFileSync } from 'node:fs';

/** Lines of KEY=VALUE, for `source`, `node --env-file` and the command line client. Has secrets. */
export function writeEnvFile(file: string, env: Record<string, string>): void {
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
}
