import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIENT_API, clientApi, makeClientPackage } from './client-package.js';
import { makeElementPackage } from './element-package.js';
import { pack } from './pack.js';
import { workspace } from './workspace.js';

/**
 * `npm run pack:client`, `npm run pack:element`: a package as others install it; with `--write-api` the
 * client's public API is written down.
 */
const make = { client: makeClientPackage, element: makeElementPackage };
const packages = join(workspace, 'dist/packages');
const name = process.argv[2] === 'element' ? 'element' : 'client';

if (process.argv.includes('--write-api')) await writeFile(CLIENT_API, await clientApi());
await make[name](join(packages, name));
console.log(join(packages, await pack(join(packages, name), packages)));
