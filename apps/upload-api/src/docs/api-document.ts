import { createOpenApiDocument, type ErrorCodeEntry } from '@waybill/contracts/openapi';
import { ERROR_CODES, type ErrorCode } from '@waybill/domain';
import { PROBLEM_STATUSES } from '../http/problem/statuses.js';
import { packageVersion } from './package-version.js';

/** The OpenAPI document of this version, with every error code there is. */
export function apiDocument() {
  return createOpenApiDocument({ version: packageVersion(), errorCodes: errorCodeTable() });
}

function errorCodeTable(): ErrorCodeEntry[] {
  return (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => ({
    code,
    status: PROBLEM_STATUSES[code],
    description: ERROR_CODES[code],
  }));
}
