// One file instead of some 250, which halves the time until a command begins.
import { copyFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['@waybill/source', 'import'],
  sourcemap: true,
  logLevel: 'warning',
  // What is CommonJS still asks for Node's own modules by it.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
// A worker is loaded by its file.
await copyFile('../../libs/client/src/node/hash-worker.js', 'dist/hash-worker.js');
