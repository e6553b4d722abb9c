import { StackError } from '../errors.js';
import type { Progress } from '../progress.js';
import { aptInstall } from './apt.js';
import { requirements, type Need, type Part } from './catalogue.js';
import { findProgram } from './find-program.js';

/** The Debian packages that are still to be installed on this machine. */
export function missingPackages(needs: readonly Need[], find = findProgram): string[] {
  return needs
    .flatMap((need) => requirements[need])
    .filter(({ programs }) => programs.some((program) => !find(program)))
    .map((requirement) => requirement.package);
}

/** Installs what is missing and nothing else. @throws StackError saying what to do instead. */
export async function ensurePackages(needs: readonly Need[], progress: Progress): Promise<void> {
  const missing = missingPackages(needs);
  if (missing.length === 0) return;
  const obstacle = whyNotInstallable();
  if (obstacle) throw new StackError(whatToDoInstead(missing, needs, obstacle));
  progress('packages', `installing ${missing.join(' ')}`);
  await aptInstall(missing, progress);
  const still = missingPackages(needs);
  if (still.length > 0) {
    const obstacle = 'they were installed, but their programs are still not to be found';
    throw new StackError(whatToDoInstead(still, needs, obstacle));
  }
  progress('packages', 'ready');
}

function whyNotInstallable(): string | undefined {
  if (process.platform !== 'linux') return `they come as Debian packages, and this is not Linux`;
  if (!findProgram('apt-get')) return 'this machine has no apt-get';
  if (process.getuid?.() !== 0) return 'installing them takes root';
  return undefined;
}

const ownServers: Record<Part, string> = {
  postgres: 'DATABASE_URL=postgres://user:password@host:5432/database',
  redis: 'REDIS_URL=redis://host:6379',
  s3: 'S3_ENDPOINT=http://host:port, with S3_BUCKET, S3_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
};

export function whatToDoInstead(
  missing: readonly string[],
  needs: readonly Need[],
  obstacle: string,
): string {
  const isMissing = (need: Need) =>
    requirements[need].some((requirement) => missing.includes(requirement.package));
  const servers = needs.filter((need): need is Part => need in ownServers && isMissing(need));
  const choices: string[] = [];
  if (servers.length > 0) {
    const settings = servers.map((part) => `    ${ownServers[part]}`).join('\n');
    choices.push(
      `Run everything in containers instead:\n    docker compose -f docker/compose.yml up`,
      `Or use servers that you have, by setting:\n${settings}`,
    );
  }
  if (findProgram('apt-get')) {
    const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
    choices.unshift(`Install them as root, once:\n    ${line}`);
  }
  return `The local stack needs ${missing.join(', ')}, but ${obstacle}.\n\n  ${choices.join('\n\n  ')}\n`;
}
