import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@waybill/domain';
import { LRUCache } from 'lru-cache';
import { HttpsGetter } from './https-getter.js';
import { SnsCertificates } from './sns-ports.js';
import { signingCertUrl } from './sns-urls.js';

/** Each region has one at a time, and SNS changes it about once a year. */
const MAX_KNOWN = 64;

/** Milliseconds. */
const KNOWN_FOR_MS = 3_600_000;

/** SNS's certificates, each fetched once an hour. What fails is not remembered. */
@Injectable()
export class HttpsSnsCertificates extends SnsCertificates {
  private readonly known: LRUCache<string, string>;

  constructor(@Inject(HttpsGetter) https: Pick<HttpsGetter, 'get'>) {
    super();
    this.known = new LRUCache<string, string>({
      max: MAX_KNOWN,
      ttl: KNOWN_FOR_MS,
      fetchMethod: (href) => download(https, new URL(href)),
    });
  }

  async find(text: string): Promise<string> {
    const url = signingCertUrl(text);
    if (!url) throw new DomainError('sns_signature_invalid', 'SigningCertURL is not one of SNS.');
    return (await this.known.fetch(url.href)) ?? '';
  }
}

async function download(https: Pick<HttpsGetter, 'get'>, url: URL): Promise<string> {
  const { status, body } = await https.get(url).catch((cause: unknown) => {
    throw new DomainError('sns_unavailable', "SNS's certificate cannot be fetched.", { cause });
  });
  if (status === 200 && isCertificate(body)) return body;
  throw status === 200 || status >= 500 || status === 429
    ? new DomainError('sns_unavailable', `SNS's certificate cannot be fetched: ${status}.`)
    : new DomainError(
        'sns_signature_invalid',
        `There is no certificate at SigningCertURL: ${status}.`,
      );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
