#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { URL } from 'node:url';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('waybill is not built yet: run `npm run build` in the folder that you cloned.');
  process.exitCode = 1;
}
