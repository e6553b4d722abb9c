import { verify, X509Certificate } from 'node:crypto';
import type { SnsMessage } from './sns-message.js';

const DIGESTS = { 1: 'RSA-SHA1', 2: 'RSA-SHA256' } as const;

/**
 * Whether SNS signed this. That the certificate is SNS's rests on the TLS of the host that it came
 * from: SNS publishes it without those that it was issued by.
 * @param pem certificate
 * @param now milliseconds since 1970
 */
export function isSigned(message: SnsMessage, pem: string, now: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) {
      return false;
    }
    return (
      certificate.publicKey.asymmetricKeyType === 'rsa' &&
      verify(
        DIGESTS[message.signatureVersion],
        Buffer.from(message.stringToSign),
        certificate.publicKey,
        Buffer.from(message.signature, 'base64'),
      )
    );
  } catch {
    // No certificate, or a key that verifies nothing.
    return false;
  }
}
