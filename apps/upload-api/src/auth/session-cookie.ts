import { SESSION_COOKIE, SESSION_HEADER } from '@waybill/contracts';
import { DomainError } from '@waybill/domain';
import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';

/** Seconds, after which the browser forgets it: a working day. */
const MAX_AGE = 12 * 3_600;

/** What changes nothing (RFC 9110, section 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a browser says of a request's origin (Fetch Metadata) where it is ours, or an address typed in. */
const OWN_SITE = new Set([undefined, 'same-origin', 'none']);

/**
 * The key that a browser holds in its cookie. A request that bears `Authorization` is judged by that
 * alone, and one that another origin's page has made counts for nothing, cookie or not.
 * @throws DomainError forbidden where something is to be changed and the header is missing that only a
 *   page of this origin can send
 */
export function sessionKey({ headers, method }: FastifyRequest): string | undefined {
  if (headers.authorization !== undefined || headers.cookie === undefined) return undefined;
  if (!OWN_SITE.has(headers['sec-fetch-site'])) return undefined;
  const key = parseCookie(headers.cookie)[SESSION_COOKIE];
  if (key === undefined || key === '') return undefined;
  if (!SAFE.has(method) && headers[SESSION_HEADER] === undefined) {
    throw new DomainError(
      'forbidden',
      `A call by cookie that changes something needs the header "${SESSION_HEADER}: 1".`,
    );
  }
  return key;
}

/** `Set-Cookie` that signs in; scripts cannot read it, and no other site's page sends it. */
export function signInCookie(key: string, { protocol }: FastifyRequest): string {
  return stringifySetCookie({ ...shape(protocol), value: key, maxAge: MAX_AGE });
}

/** `Set-Cookie` that signs out. */
export function signOutCookie({ protocol }: FastifyRequest): string {
  return stringifySetCookie({ ...shape(protocol), value: '', maxAge: 0 });
}

function shape(protocol: string): Omit<SetCookie, 'value'> {
  return {
    name: SESSION_COOKIE,
    path: '/v1',
    httpOnly: true,
    sameSite: 'strict',
    secure: protocol === 'https',
  };
}
