import type { Problem } from '@waybill/contracts';
import { ERROR_CODES, type DomainError } from '@waybill/domain';
import { PROBLEM_STATUSES } from './statuses.js';

const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** Seconds after which a client may try again what was not available. */
const RETRY_AFTER = '2';

/** Fields at fault that one answer names; a body can have thousands. */
const MAX_FIELDS = 10;

/**
 * An error as RFC 9457 has it.
 * @param instance path of the request
 */
export function toProblem(error: DomainError, instance: string): Problem {
  const members = {
    type: `urn:waybill:problem:${error.code}`,
    title: ERROR_CODES[error.code],
    status: PROBLEM_STATUSES[error.code],
    code: error.code,
    detail: error.message,
    instance,
    ...(error.errors.length > 0 && {
      errors: error.errors.slice(0, MAX_FIELDS).map(({ path, message }) => ({ path, message })),
    }),
    ...(error.errors.length > MAX_FIELDS && { moreErrors: error.errors.length - MAX_FIELDS }),
  };
  // Extensions come after the standard members, and never instead of one.
  return { ...members, ...error.extensions, ...members };
}

/** Headers that an error brings along. */
export function problemHeaders(error: DomainError): Record<string, string> {
  const status = PROBLEM_STATUSES[error.code];
  const allow = error.extensions['allow'];
  return {
    'content-type': PROBLEM_MEDIA_TYPE,
    'cache-control': 'no-store',
    ...((status === 503 || status === 429) && { 'retry-after': retryAfter(error) }),
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="waybill"' }),
    ...(Array.isArray(allow) && { allow: allow.join(', ') }),
  };
}

function retryAfter({ extensions }: DomainError): string {
  const seconds = extensions['retryAfter'];
  return typeof seconds === 'number' ? String(seconds) : RETRY_AFTER;
}
