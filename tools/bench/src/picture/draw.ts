import { readFile, writeFile } from 'node:fs/promises';
import type { Costs } from '@waybill/scale';
import type { Row } from '../measure/row.js';
import { chunkPicture } from './chunk-picture.js';

const COSTS = new URL('../../../scale/costs.json', import.meta.url);

/** Draws what was measured last into a file. @param results as a run has written them */
export async function draw(path: string, results: string): Promise<void> {
  const { rows } = JSON.parse(await readFile(results, 'utf8')) as { readonly rows: readonly Row[] };
  const costs = JSON.parse(await readFile(COSTS, 'utf8')) as Costs;
  await writeFile(path, chunkPicture(rows, costs));
  console.log(`Drawn: ${path}`);
}
