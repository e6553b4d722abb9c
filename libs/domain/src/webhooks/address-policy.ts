import { BlockList, isIP } from 'node:net';

/**
 * What is not the public internet: IANA's special-purpose registries for IPv4 (RFC 6890 and
 * updates), and Azure's wire server, a metadata service on a public address.
 */
const REFUSED_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
];

/** Of IPv6 only global unicast (RFC 4291 section 2.4) is public at all. */
const PUBLIC_IPV6 = ['2000::/3'];

/** Within it: Teredo and protocol assignments, documentation, and 6to4, which embeds an IPv4 address. */
const REFUSED_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

/**
 * Which addresses a webhook may be sent to: public ones, and those that the installation allows.
 * Addresses that embed another one (IPv4-mapped, NAT64, 6to4) are refused whatever they embed,
 * since none of them is how a public host is named.
 */
export class AddressPolicy {
  private readonly allowed: BlockList;
  private readonly refused = networks([...REFUSED_IPV4, ...REFUSED_IPV6]);
  private readonly publicIpv6 = networks(PUBLIC_IPV6);

  /**
   * @param allowedNetworks addresses or CIDRs, of either family
   * @throws where one is neither
   */
  constructor(allowedNetworks: readonly string[] = []) {
    this.allowed = networks(allowedNetworks);
  }

  /** @param address IPv4 or IPv6; anything else is not allowed */
  allows(address: string): boolean {
    const family = isIP(address);
    if (family === 0) return false;
    const kind = family === 4 ? 'ipv4' : 'ipv6';
    // A BlockList answers for the embedded address of ::ffff:0:0/96; the rule here is to refuse it.
    if (kind === 'ipv6' && isMapped(address)) return false;
    if (this.allowed.check(address, kind)) return true;
    if (this.refused.check(address, kind)) return false;
    return kind === 'ipv4' || this.publicIpv6.check(address, kind);
  }
}

function networks(list: readonly string[]): BlockList {
  const result = new BlockList();
  for (const text of list) {
    const [address = '', prefix] = text.split('/');
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) result.addAddress(address, kind);
    else result.addSubnet(address, Number(prefix), kind);
  }
  return result;
}

const MAPPED = networks(['::ffff:0:0/96']);

/** A list with IPv6 alone in it: a mapped address is compared as the IPv6 address that it is. */
function isMapped(address: string): boolean {
  return MAPPED.check(address, 'ipv6');
}
