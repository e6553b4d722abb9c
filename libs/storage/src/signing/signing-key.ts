import { createHmac } from 'node:crypto';
import { HmacSha256 } from './hmac-sha256.js';

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const SERVICE = 's3';

/**
 * SigV4's signing keys for one set of credentials and one region. A key is good for a UTC day; only
 * the latest is kept, since signing dates move one way.
 */
export class SigningKeys {
  private latest?: { readonly day: string; readonly key: HmacSha256 };

  constructor(
    readonly credentials: SigningCredentials,
    private readonly region: string,
  ) {}

  /** @param day `YYYYMMDD`, UTC */
  scope(day: string): string {
    return `${day}/${this.region}/${SERVICE}/aws4_request`;
  }

  /** AWS General Reference, "Calculate the signature". @param day `YYYYMMDD`, UTC */
  key(day: string): HmacSha256 {
    if (this.latest?.day !== day) this.latest = { day, key: this.derive(day) };
    return this.latest.key;
  }

  private derive(day: string): HmacSha256 {
    const secret = `AWS4${this.credentials.secretAccessKey}`;
    const steps = [day, this.region, SERVICE, 'aws4_request'];
    return new HmacSha256(
      steps.reduce<Buffer>(
        (key, step) => createHmac('sha256', key).update(step).digest(),
        Buffer.from(secret),
      ),
    );
  }
}
