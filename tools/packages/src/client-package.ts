import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { bundle } from './bundle.js';
import { declarations } from './declarations.js';
import { copyPages } from './copy-pages.js';
import { notices } from './notices.js';
import { workspace } from './workspace.js';

const CLIENT = join(workspace, 'libs/client');

/** What `@waybill/client` is for those who install it: no dependency, for pages and for Node. */
export async function makeClientPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const dist = join(folder, 'dist');
  await mkdir(dist, { recursive: true });
  const forPages = await bundle('browser', join(dist, 'browser.js'), {
    entryPoints: [join(CLIENT, 'src/index.ts')],
  });
  const forNode = await bundle('node', join(dist, 'node.js'), {
    stdin: {
      contents: "export * from './index.js'; export * from './node/index.js';",
      resolveDir: join(CLIENT, 'src'),
      loader: 'ts',
    },
  });
  await cp(join(CLIENT, 'src/node/hash-worker.js'), join(dist, 'hash-worker.js'));
  for (const [name, text] of await clientDeclarations()) await writeFile(join(dist, name), text);
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES.md'), await notices([...forPages, ...forNode]));
  await copyPages(CLIENT, folder);
}

/** Where the public API is written down. */
export const CLIENT_API = join(CLIENT, 'API.md');

/** The public API as it is now, for people: a change of it shows in the diff of a commit. */
export async function clientApi(): Promise<string> {
  const files = [...(await clientDeclarations())].map(
    ([name, text]) => `## ${name}\n\n\`\`\`ts\n${text}\`\`\``,
  );
  const text = [
    '# The public API of @waybill/client',
    'Made by `npm run pack:client -- --write-api`, and compared by a test. A change here is one for everybody who has installed it.',
    ...files,
  ].join('\n\n');
  return formatted(text, 'API.md');
}

async function clientDeclarations(): Promise<ReadonlyMap<string, string>> {
  const made = await declarations({
    index: join(CLIENT, 'src/index.ts'),
    node: join(CLIENT, 'src/node/index.ts'),
  });
  // The entry for Node has all that the other has.
  const parts = [...made].map(
    async ([name, text]) =>
      [
        name,
        await formatted(name === 'node.d.ts' ? `${text}\nexport * from './index.js';` : text, name),
      ] as const,
  );
  return new Map(await Promise.all(parts));
}

function formatted(text: string, name: string): Promise<string> {
  return format(text, { filepath: name, singleQuote: true, printWidth: 100 });
}
