import { StackError } from '@waybill/stack';

const parts = ['unit', 'integration', 'e2e'] as const;
export type TestPart = (typeof parts)[number];

/** What `npm test -- [PART [JEST ARGUMENTS]]` asks for; no part is all of them. */
export function parseParts(args: readonly string[]): { part?: TestPart; jestArgs: string[] } {
  const [first, ...jestArgs] = args;
  if (first === undefined) return { jestArgs: [] };
  const part = parts.find((name) => name === first);
  if (part) return { part, jestArgs };
  throw new StackError(
    `npm test runs everything; npm test -- ${parts.join('|')} [Jest's arguments] runs a part.`,
  );
}
