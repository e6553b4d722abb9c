import type { Row } from './row.js';
import { figureText, ratioText } from './table.js';

/** What was measured just now, for whoever waits for the table. */
export function report({ what, floor, ours, unit, ratio, ratios, goal, met }: Row): void {
  console.log(`\n${what}`);
  if (floor) console.log(`  ${figureText(floor.figure)} ${unit}  ${floor.name}`);
  console.log(`  ${figureText(ours)} ${unit}  ours`);
  if (ratio !== undefined)
    console.log(`  ${ratioText(ratio)}×${ratios ? `, of ${ratios.map(ratioText).join(' ')}` : ''}`);
  if (goal !== undefined) console.log(`  goal ${goal}: ${met ? 'met' : 'not met'}`);
}
