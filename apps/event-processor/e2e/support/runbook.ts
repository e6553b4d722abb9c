import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WORKSPACE, type System } from '@waybill/testing';

const run = promisify(execFile);

/**
 * Runs what a page of the runbook says is to be done, as it stands there.
 * @param part the beginning of the heading, or of the bold word, under which the commands stand
 * @param including picks one block of several by a word of it
 * @param id stands where the page says ID
 * @returns what the commands said
 */
export async function doAsThePageSays(
  system: System,
  { page, part, including = '', id = '' }: Asked,
): Promise<string> {
  const blocks = commandsOf(page, part).filter((block) => block.includes(including));
  if (blocks.length === 0) throw new Error(`${page} has no commands under ${part}.`);
  const commands = blocks.join('\n').replaceAll(/\bID\b/gu, id);
  // What is piped to be read may find nothing; whatever changes something has to work.
  const { stdout, stderr } = await run('bash', ['-eux', '-c', commands], {
    cwd: WORKSPACE,
    timeout: 60_000,
    env: environmentOf(system),
  });
  return stdout + stderr;
}

interface Asked {
  readonly page: string;
  readonly part: string;
  readonly including?: string;
  readonly id?: string;
}

/** The blocks of shell commands under a heading, or after a bold word that begins a line. */
export function commandsOf(page: string, part: string): string[] {
  const text = readFileSync(join(WORKSPACE, 'docs/runbook', `${page}.md`), 'utf8');
  const sections = text.split(/^(?=## |\*\*)/mu);
  const section = sections.find((one) => /^(?:## |\*\*)(.*)/u.exec(one)?.[1]?.startsWith(part));
  return [...(section ?? '').matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = '']) => block);
}

/** What the page asks whoever is on call to have set. */
function environmentOf(system: System): NodeJS.ProcessEnv {
  const folder = process.env['WAYBILL_TEST_STACK_DIR'] ?? '';
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    WAYBILL_URL: system.api.url,
    WAYBILL_ADMIN_KEY: system.adminKey,
    WAYBILL_API_KEY: system.apiKey,
    REDIS_URL: system.env['REDIS_URL'],
    S3_BUCKET: system.bucket,
    // Of the local store, whose tools look for it here.
    CEPH_CONF: join(folder, 'ceph/ceph.conf'),
  };
}
