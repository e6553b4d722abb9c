import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIENT_API, clientApi, makeClientPackage } from './client-package.js';
import { pack } from './pack.js';
import { workspace } from './workspace.js';

/** `npm run pack:client`: the package as others install it; with `--write-api` its API is written down. */
const packages = join(workspace, 'dist/packages');

if (process.argv.includes('--write-api')) await writeFile(CLIENT_API, await clientApi());
await makeClientPackage(join(packages, 'client'));
console.log(join(packages, await pack(join(packages, 'client'), packages)));
