import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Row } from './row.js';

/** Writes what was measured, with the machine that it was measured on. */
export async function writeResults(path: string, rows: readonly Row[]): Promise<void> {
  const machine = {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
  };
  await mkdir(dirname(path), { recursive: true });
  const results = { measuredAt: new Date().toISOString(), machine, rows };
  await writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\nThe same as JSON: ${path}`);
}
