import type { Problem } from '@waybill/contracts';
import { WaybillError } from '../errors.js';

const STANDARD = new Set(['type', 'title', 'status', 'code', 'detail', 'instance', 'errors']);

/** Turns an answer that is not 2xx into the error that it describes. */
export async function errorFromResponse(response: Response): Promise<WaybillError> {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const retryAfter = retryAfterMilliseconds(response.headers.get('retry-after'));
  const problem = await readProblem(response);
  if (!problem) {
    return new WaybillError(
      'unexpected_response',
      `${new URL(response.url).origin} answered ${response.status} ${response.statusText}`.trim() +
        ', which is not an answer of Waybill. Is the URL right?',
      { status: response.status, requestId, retryAfter },
    );
  }
  return new WaybillError(problem.code, problem.detail, {
    status: response.status,
    title: problem.title,
    errors: problem.errors,
    requestId,
    retryAfter,
    extensions: Object.fromEntries(Object.entries(problem).filter(([key]) => !STANDARD.has(key))),
  });
}

async function readProblem(response: Response): Promise<Problem | undefined> {
  try {
    const body = (await response.json()) as Partial<Problem> | null;
    if (typeof body?.code === 'string' && typeof body.detail === 'string') return body as Problem;
  } catch {
    // Not JSON: whoever answered, it was not Waybill.
  }
  return undefined;
}

/** Retry-After is seconds or an HTTP date (RFC 9110, section 10.2.3). */
export function retryAfterMilliseconds(value: string | null | undefined): number | undefined {
  if (!value) return undefined;
  const milliseconds = /^\d+$/u.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
