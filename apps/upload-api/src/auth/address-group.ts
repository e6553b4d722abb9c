import { isIPv6 } from 'node:net';

/** Groups of four hexadecimal digits: a /64 is what one subscriber of IPv6 is given (RFC 6177). */
const NETWORK_GROUPS = 4;

/**
 * What counts as one caller: an IPv4 address, also where it is mapped into IPv6, or a /64 of IPv6.
 * @param address as the socket or a trusted proxy says it
 */
export function addressGroup(address: string): string {
  const bare = address.split('%', 1)[0] ?? address;
  if (!isIPv6(bare)) return bare;
  // The URL parser writes an IPv6 address in its one canonical form (RFC 5952), all in hexadecimal.
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/u.exec(canonical);
  if (mapped) return dotted(mapped[1] ?? '', mapped[2] ?? '');
  const [head = '', tail] = canonical.split('::');
  const left = groups(head);
  const right = groups(tail ?? '');
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

function dotted(high: string, low: string): string {
  const [a, b] = [parseInt(high, 16), parseInt(low, 16)];
  return [a >> 8, a & 0xff, b >> 8, b & 0xff].join('.');
}
