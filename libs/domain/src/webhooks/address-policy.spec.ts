import { describe, expect, it } from '@jest/globals';
import { AddressPolicy } from './address-policy.js';

describe('AddressPolicy', () => {
  const strict = new AddressPolicy();

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2606:4700::1111'])(
    'allows %s of the public internet',
    (address) => expect(strict.allows(address)).toBe(true),
  );

  it.each([
    ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
    ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd12::1', 'fc00::1'],
    ['CGNAT', '100.64.0.1', '100.127.255.255'],
    ['link-local', '169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'fec0::1'],
    ['metadata', '169.254.169.254', 'fd00:ec2::254', '168.63.129.16', '192.0.0.192'],
    ['multicast and above', '224.0.0.1', '240.0.0.1', '255.255.255.255', 'ff02::1'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    ['benchmarks', '198.18.0.1', '198.19.255.255'],
    ['IPv4-mapped', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::FFFF:7f00:1', '0:0:0:0:0:ffff:a00:1'],
    ['IPv4-compatible and -translated', '::127.0.0.1', '::ffff:0:10.0.0.1'],
    ['NAT64', '64:ff9b::127.0.0.1', '64:ff9b::8.8.8.8', '64:ff9b:1::a00:1'],
    ['6to4 and Teredo', '2002:7f00:1::', '2002:808:808::1', '2001:0:53aa::1'],
    [
      'no address at all',
      'localhost',
      '',
      '127.1',
      '0x7f000001',
      '2130706433',
      '[::1]',
      '1.1.1.1/32',
    ],
  ])('refuses %s', (_, ...addresses) => {
    expect(addresses.filter((address) => strict.allows(address))).toEqual([]);
  });

  it('allows what the installation allows, of both families, and no more', () => {
    const policy = new AddressPolicy(['127.0.0.0/8', '10.1.2.3', 'fd00::/16']);
    expect(['127.0.0.1', '10.1.2.3', 'fd00::5', '8.8.8.8'].every((a) => policy.allows(a))).toBe(
      true,
    );
    expect(
      ['10.1.2.4', 'fd01::1', '::1', '::ffff:127.0.0.1', '::ffff:10.1.2.3', '169.254.169.254'].some(
        (address) => policy.allows(address),
      ),
    ).toBe(false);
  });
});
