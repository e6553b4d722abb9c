import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './bundle.js';
import { copyPages } from './copy-pages.js';
import { declarations } from './declarations.js';
import { notices } from './notices.js';
import { workspace } from './workspace.js';

const ELEMENT = join(workspace, 'libs/element');

/** The element with everything in it, for a page without a bundler. */
export function bundleElement(outfile: string): Promise<readonly string[]> {
  return bundle('browser', outfile, {
    entryPoints: [join(ELEMENT, 'src/index.ts')],
    minify: true,
  });
}

/** What `@waybill/element` is for those who install it. A page has one Lit, whoever uses it. */
export async function makeElementPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const dist = join(folder, 'dist');
  await mkdir(dist, { recursive: true });
  await bundle('browser', join(dist, 'index.js'), {
    entryPoints: [join(ELEMENT, 'src/index.ts')],
    external: ['lit', 'lit/*'],
  });
  const sources = await bundleElement(join(dist, 'waybill-upload.js'));
  const made = await declarations({ index: join(ELEMENT, 'src/index.ts') });
  for (const [name, text] of made) await writeFile(join(dist, name), text);
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES.md'), await notices(sources));
  await copyPages(ELEMENT, folder);
}
