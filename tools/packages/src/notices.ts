import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspace } from './workspace.js';

/** The licences of what is bundled from others, as they want it. */
export async function notices(sources: readonly string[]): Promise<string> {
  const folders = new Set(
    sources.flatMap((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(source)?.[0] ?? []),
  );
  const parts = await Promise.all([...folders].sort().map(noticeOf));
  return (
    ['# Third-party notices', 'Parts of these packages are bundled.', ...parts].join('\n\n') + '\n'
  );
}

async function noticeOf(folder: string): Promise<string> {
  const path = join(workspace, folder);
  const names = await readdir(path);
  const file = names.find((name) => /^licen[cs]e/iu.test(name));
  if (!file) throw new Error(`${folder} has no licence that could go with it.`);
  const { name, version } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const text = await readFile(join(path, file), 'utf8');
  return `## ${name} ${version}\n\n\`\`\`text\n${text.trim()}\n\`\`\``;
}
