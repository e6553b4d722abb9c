import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { contractTypes } from './contract-types.js';
import { compilerOptions, workspace } from './workspace.js';

/**
 * What a package declares, rolled into one file for each entry and one for what they share.
 * @param input the entries' sources by name
 * @returns the declarations by file name
 */
export async function declarations(
  input: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  // Outside of node_modules, where all is taken for somebody else's and left out.
  const temporary = join(workspace, 'dist');
  await mkdir(temporary, { recursive: true });
  const folder = await mkdtemp(join(temporary, 'types-'));
  try {
    const contracts = join(folder, 'contracts.d.ts');
    await writeFile(contracts, contractTypes());
    const bundle = await rollup({
      input: { ...input },
      external: [/^node:/u, /^lit(?:\/|$)/u],
      plugins: [
        dts({
          compilerOptions: {
            ...compilerOptions(),
            paths: {
              '@waybill/contracts': [contracts],
              // By their sources: what is a package to the workspace is a part of this one.
              '@waybill/client': [join(workspace, 'libs/client/src/index.ts')],
              '@waybill/page-uploads': [join(workspace, 'libs/page-uploads/src/index.ts')],
            },
          },
        }),
      ],
      onwarn: ({ message }) => {
        throw new Error(message);
      },
    });
    const { output } = await bundle.generate({ format: 'es', chunkFileNames: 'shared.d.ts' });
    return new Map(
      output.flatMap((file) =>
        file.type === 'chunk' ? [[file.fileName, file.code] as const] : [],
      ),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
