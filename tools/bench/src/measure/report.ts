import type { ComparisonResult } from './pairs.js';

export function report(result: ComparisonResult): void {
  const { title, unit, ours, reference, ratio, ratios } = result;
  const width = Math.max(ours.name.length, reference.name.length);
  const line = (name: string, perSecond: number, times: string) =>
    `  ${name.padEnd(width)}  ${Math.round(perSecond).toLocaleString('en').padStart(10)} ${unit}/s  ${times}`;
  console.log(`\n${title}`);
  console.log(line(reference.name, reference.perSecond, '1×'));
  console.log(line(ours.name, ours.perSecond, `${format(ratio)}×`));
  console.log(`  pairs: ${ratios.map(format).join(' ')}`);
}

function format(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2);
}
