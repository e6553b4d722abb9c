import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm start` has the API. */
const API = 'http://127.0.0.1:8480';

/** Beside each file the same one compressed: upload-api sends what the browser takes. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|svg)$/u.test(name)) continue;
        const path = join(dir, name);
        const content = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(content));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  esbuild: { jsx: 'automatic' },
  plugins: [compressed()],
  // The libraries from their source: no build of theirs has to come first.
  resolve: { conditions: ['@waybill/source', 'module', 'browser', 'import', 'default'] },
  server: { proxy: { '/v1': API, '/health': API } },
  // Nothing is inlined: the page's policy forbids it.
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'demo.html'] },
  },
});
