import { ForbiddenException, HttpException, UnauthorizedException } from '@nestjs/common';
import { DomainError, ERROR_CODES, type ErrorCode } from '@waybill/domain';

/** What Fastify, its router and its parsers throw before a route is reached. */
const BY_FASTIFY_CODE: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_BAD_URL: 'route_not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'route_not_found',
  FST_ERR_ROUTE_MISSING_HANDLER: 'route_not_found',
};

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_json',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'route_not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  414: 'route_not_found',
  415: 'unsupported_media_type',
  422: 'validation_failed',
  429: 'rate_limited',
  503: 'not_ready',
};

/** What the framework's own errors mean; anything that is not known is ours, and `internal_error`. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const cause = error instanceof HttpException ? error.cause : undefined;
  if (cause instanceof DomainError) return cause;
  const code = codeOf(error) ?? codeOf(cause) ?? BY_STATUS[statusOf(error)];
  if (code === undefined) {
    return new DomainError('internal_error', 'Something went wrong here.', { cause: error });
  }
  return new DomainError(code, messageOf(error) ?? ERROR_CODES[code], { cause: error });
}

/** What our own libraries refuse is said in words; the framework's own say nothing to a client. */
function messageOf(error: unknown): string | undefined {
  const said = error instanceof UnauthorizedException || error instanceof ForbiddenException;
  return said ? error.message : undefined;
}

function codeOf(error: unknown): ErrorCode | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? BY_FASTIFY_CODE[code] : undefined;
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 0;
}
