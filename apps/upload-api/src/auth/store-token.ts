import { hash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CallerSettings } from '../platform/settings.js';

/** Knows the token that the store shows, and nothing else. */
@Injectable()
export class StoreToken {
  private readonly digest: Buffer;

  constructor({ storeToken }: CallerSettings) {
    this.digest = sha256(storeToken);
  }

  /**
   * True for `Bearer TOKEN`, and for `Basic` with the token as password and any user name: Ceph RGW,
   * for one, can only send what its endpoint's URL holds.
   */
  accepts(authorization: string | undefined): boolean {
    const [, scheme = '', value = ''] = /^(\S+) +(\S+) *$/u.exec(authorization ?? '') ?? [];
    switch (scheme.toLowerCase()) {
      case 'bearer':
        return this.matches(value);
      case 'basic':
        return this.matches(passwordOf(value));
      default:
        return false;
    }
  }

  private matches(candidate: string): boolean {
    // Digests have one length, so neither the time nor an exception tells of the token's.
    return timingSafeEqual(sha256(candidate), this.digest);
  }
}

function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
