import { build, type BuildOptions } from 'esbuild';
import { workspace } from './workspace.js';

/** What code is bundled for. */
export type Target = 'browser' | 'node';

/**
 * Everything that the code imports, in one file of ECMAScript modules; readable, since whoever installs
 * it has a bundler of their own.
 * @returns paths of the sources that are in it, from the workspace on
 */
export async function bundle(
  target: Target,
  outfile: string,
  source: Pick<BuildOptions, 'entryPoints' | 'stdin' | 'minify' | 'external'>,
): Promise<readonly string[]> {
  const { metafile } = await build({
    ...source,
    outfile,
    absWorkingDir: workspace,
    bundle: true,
    format: 'esm',
    platform: target,
    target: target === 'node' ? 'node20' : 'es2022',
    mainFields: ['module', 'main'],
    conditions: ['@waybill/source', 'import'],
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}
