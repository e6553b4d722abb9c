import type { IncomingHttpHeaders } from 'node:http';
import { v7 } from 'uuid';

const SANE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/u;

/** A key, or what looks like one, is not for logs. */
const KEY = /wb[a-z]_/iu;

/** The caller's own request id where it is fit for logs and headers, else a new one. */
export function requestId(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) && !KEY.test(given) ? given : v7();
}
