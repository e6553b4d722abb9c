import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The same from `src` and from `dist`. */
export const workspace = fileURLToPath(new URL('../../../', import.meta.url));

/** As every project is compiled: the libraries from their source, in a page or in Node. */
export function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${workspace}tsconfig.base.json`, (path) =>
    ts.sys.readFile(path),
  ) as {
    config: { compilerOptions: Record<string, unknown> };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, workspace);
  return { ...options, noEmit: false };
}
