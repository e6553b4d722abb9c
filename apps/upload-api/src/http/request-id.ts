import { randomFillSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { v7 } from 'uuid';

const SANE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/u;

/** A key, or what looks like one, is not for logs. */
const KEY = /wb[a-z]_/iu;

/** Bytes of chance that one UUID takes, and of how many at a time the system is asked. */
const UUID_BYTES = 16;
const POOL_BYTES = 256 * UUID_BYTES;

const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** To ask the system for each request costs more than the rest of the id. */
function randomBytes(): Uint8Array {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += UUID_BYTES;
  return pool.subarray(used - UUID_BYTES, used);
}

/** The caller's own request id where it is fit for logs and headers, else a new one. */
export function requestId(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) && !KEY.test(given)
    ? given
    : v7({ random: randomBytes() });
}
