import type { ZodOpenApiResponsesObject } from 'zod-openapi';
import { problemSchema } from '../http/common.js';
import type { Operation } from './operation.js';

/** One row of the table of error codes. */
export interface ErrorCodeEntry {
  readonly code: string;
  /** HTTP status that always comes with it. */
  readonly status: number;
  readonly description: string;
}

const KEYED = [
  'unauthenticated',
  'forbidden',
  'scope_missing',
  'token_expired',
  'token_revoked',
  'rate_limited',
  'too_many_requests',
  'database_unavailable',
  'internal_error',
];

const STORE = ['unauthenticated', 'rate_limited', 'database_unavailable', 'internal_error'];

function codesOf({ access, tokens }: Operation): readonly string[] {
  if (access === 'public') return ['internal_error'];
  if (access === 'store') return STORE;
  return [...KEYED, tokens ? 'origin_not_allowed' : 'token_not_allowed'];
}

const WITH_BODY = [
  'malformed_json',
  'unsupported_media_type',
  'body_too_large',
  'body_too_complex',
];

const BOUNDS = ['body_too_large', 'body_too_complex'];

/** Every code that a call can answer with: its own and what calls of its kind have in common. */
export function problemCodes(operation: Operation): string[] {
  const codes = new Set([...operation.problems, ...codesOf(operation)]);
  if (operation.access === 'store') for (const code of BOUNDS) codes.add(code);
  else if (operation.body) for (const code of WITH_BODY) codes.add(code);
  if (operation.query ?? (operation.body && operation.access !== 'store')) {
    codes.add('validation_failed');
  }
  return [...codes];
}

/** @throws Error where an operation names a code that is not in the table */
export function problemResponses(
  operation: Operation,
  table: readonly ErrorCodeEntry[],
): ZodOpenApiResponsesObject {
  const byStatus = new Map<number, ErrorCodeEntry[]>();
  for (const code of problemCodes(operation)) {
    const entry = table.find((row) => row.code === code);
    if (!entry) throw new Error(`${operation.id} answers with an unknown code: ${code}`);
    byStatus.set(entry.status, [...(byStatus.get(entry.status) ?? []), entry]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, entries]) => [
        String(status),
        {
          description: entries
            .map((entry) => `\`${entry.code}\`: ${entry.description}`)
            .join('\n\n'),
          content: { 'application/problem+json': { schema: problemSchema } },
        },
      ]),
  );
}
