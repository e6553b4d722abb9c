import type { AddressPolicy } from '@waybill/domain';
import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The name leads to an address that webhooks may not be sent to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * For `http.request`: what it answers is what is connected to, so the check holds for this very
 * connection, whatever the name resolved to before (DNS rebinding). One refused address among
 * several refuses them all.
 */
export function guardedLookup(
  addresses: AddressPolicy,
  resolve: Resolve = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error ?? !first) {
        callback(error ?? new Error(`${hostname} has no address`), '', 0);
      } else if (!found.every(({ address }) => addresses.allows(address))) {
        callback(new AddressRefused('The address is not one that webhooks may be sent to.'), '', 0);
      } else if (options.all) {
        callback(null, found);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}
