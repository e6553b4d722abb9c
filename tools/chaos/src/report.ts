import type { Ledger } from './clients/ledger.js';
import type { Verdict } from './settle.js';

export interface Past {
  readonly faults: readonly string[];
  /** Milliseconds since the beginning. */
  readonly at: number;
  /** Milliseconds. */
  readonly lasted: number;
  /** Milliseconds from its end until uploads passed; undefined where none did. */
  readonly recovered: number | undefined;
}

export interface Outcome {
  readonly seed: number;
  readonly past: readonly Past[];
  readonly verdicts: readonly Verdict[];
  readonly ledger: Ledger;
}

/** Lines of one check that are shown; more would only say the same. */
const SHOWN = 10;

const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1);

export function pastLine({ at, faults, lasted, recovered }: Past): string {
  const after = recovered === undefined ? 'never' : seconds(recovered);
  const [time, length, back] = [seconds(at), seconds(lasted), after].map((text) =>
    text.padStart(8),
  );
  return `${time}${length}${back}  ${faults.join(' + ')}`;
}

export const PAST_HEAD = `${'at, s'.padStart(8)}${'lasted'.padStart(8)}${'healed'.padStart(8)}  what`;

export function isGood({ past, verdicts }: Outcome): boolean {
  const healed = past.every(({ recovered }) => recovered !== undefined);
  return healed && verdicts.every(({ wrong }) => wrong.length === 0);
}

/** What was done, and what became of it. */
export function report(outcome: Outcome): string {
  const { ledger, past, verdicts, seed } = outcome;
  const healed = past.flatMap(({ recovered }) => recovered ?? []).sort((a, b) => a - b);
  const median = healed[healed.length >> 1] ?? 0;
  const counts = (['kept', 'removed', 'aborted', 'left', 'wrong'] as const).map(
    (fate) => `${ledger.of(fate).length} ${fate}`,
  );
  const retried = [...ledger.retried].map(([code, times]) => `${code} ${times}`);
  return [
    '',
    `Seed ${seed}: ${past.length} steps, healed after ${seconds(median)} s in the middle, ` +
      `${seconds(healed.at(-1) ?? 0)} s at most.`,
    `Uploads: ${counts.join(', ')}; ${ledger.acknowledged.length} acknowledged.`,
    `Errors that clients had to try again by themselves: ${retried.join(', ') || 'none'}.`,
    '',
    ...verdicts.flatMap(({ name, wrong }) => [
      `${wrong.length === 0 ? '✓' : '✗'} ${name}`,
      ...wrong.slice(0, SHOWN).map((line) => `    ${line}`),
      ...(wrong.length > SHOWN ? [`    and ${wrong.length - SHOWN} more`] : []),
    ]),
    '',
    isGood(outcome) ? 'Nothing lost, nothing wrong, nothing stuck.' : 'Something is wrong.',
  ].join('\n');
}
