import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { workspace } from './workspace.js';

/** What a package says of itself: its manifest, its page to read, its licence. */
export async function copyPages(library: string, folder: string): Promise<void> {
  await cp(join(library, 'package/manifest.json'), join(folder, 'package.json'));
  await cp(join(library, 'package/README.md'), join(folder, 'README.md'));
  await cp(join(workspace, 'LICENSE'), join(folder, 'LICENSE'));
}
