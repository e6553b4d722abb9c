import { createHash } from 'node:crypto';
import type { MultipartUploads, ObjectRemover, StoreProfile } from '@waybill/domain';
import type { StoreClock } from '../client/store-clock.js';
import { encodeKey } from '../signing/encode.js';
import type { Presigner } from '../signing/presigner.js';
import type { PutKind } from '../signing/put-headers.js';
import { PutSigner } from '../signing/put-signer.js';
import { refusedControl } from './refused-control.js';
import { sendRaw, taken, unprovable, type StoreAnswer } from './store-answer.js';

/** What the URLs of a trial are for, and what an attacker would rather store: of the same length. */
export const RIGHT = Buffer.from('right');
export const WRONG = Buffer.from('wrong');

/** Seconds. */
const URL_LIFE = 900;

/** How a URL is bound to its bytes. */
export interface UrlClass {
  readonly kind: PutKind;
  readonly profile: StoreProfile;
  readonly digests: readonly ('md5' | 'sha256')[];
}

export interface TrialPorts {
  /** Signs as clients' URLs are signed, but for the address that this process reaches. */
  readonly uploadUrls: Presigner;
  readonly serviceUrls: Presigner;
  /** Where anybody finds a key, without a signature. */
  readonly address: (encodedKey: string) => string;
  readonly uploads: MultipartUploads;
  readonly remover: ObjectRemover;
  readonly clock: StoreClock;
  readonly timeoutMs: number;
}

/** What lies where a trial was to write. */
export interface StoredTrial {
  readonly isRight: boolean;
  readonly size: number;
  readonly headers: StoreAnswer['headers'];
}

/** One URL as a client gets it, and what can be done by it. */
export interface TrialPut {
  readonly key: string;
  send(
    headers?: Readonly<Record<string, string | undefined>>,
    body?: Uint8Array,
  ): Promise<StoreAnswer>;
  /** Sends what the URL is for. @throws DomainError store_unavailable where that is refused */
  control(): Promise<void>;
  stored(): Promise<StoredTrial | undefined>;
}

/** Makes the URLs of one proof below one prefix, and removes whatever came by them. */
export class TrialPuts {
  private made = 0;
  private upload?: Promise<string>;

  constructor(
    private readonly ports: TrialPorts,
    /** Ends in a slash. */
    private readonly prefix: string,
  ) {}

  /** An object that only the services may read. @returns its key */
  async canary(): Promise<string> {
    const key = `${this.prefix}canary`;
    const answer = await this.send({
      method: 'PUT',
      url: this.serviceUrl('PUT', key),
      body: WRONG,
    });
    if (!taken(answer)) throw refusedControl('a PUT by the services', answer, this.ports.clock);
    return key;
  }

  async open(url: UrlClass): Promise<TrialPut> {
    this.made += 1;
    const number = this.made;
    const part = url.kind === 'part';
    const key = part ? this.partKey : `${this.prefix}${number}`;
    const uploadId = part ? await this.uploadId() : undefined;
    const signer = new PutSigner(this.ports.uploadUrls, () => url.profile, this.ports.clock);
    const digests = Object.fromEntries(
      url.digests.map((name) => [name, createHash(name).update(RIGHT).digest('hex')]),
    );
    const [signed] = signer.sign(
      [{ fileId: '', number, size: RIGHT.length, ...digests }],
      {
        kind: url.kind,
        ...(uploadId !== undefined && { query: { uploadId }, openQuery: 'partNumber' }),
        place: () => ({ encodedKey: encodeKey(key), open: String(number) }),
      },
      URL_LIFE,
    );
    if (!signed) throw new Error('Nothing was signed.');
    const send: TrialPut['send'] = (extra = {}, body = RIGHT) => {
      const headers = { ...signed.headers, ...extra };
      for (const name of Object.keys(extra)) if (extra[name] === undefined) delete headers[name];
      return this.send({ method: 'PUT', url: signed.url, headers: headers as never, body });
    };
    return {
      key,
      send,
      control: async () => {
        const answer = await send();
        if (!taken(answer))
          throw refusedControl(`a right PUT of an ${url.kind}`, answer, this.ports.clock);
      },
      stored: () => (uploadId === undefined ? this.object(key) : this.part(uploadId, number)),
    };
  }

  /** What somebody without any key is answered. */
  readByAnybody(key: string): Promise<StoreAnswer> {
    return this.send({ method: 'GET', url: this.ports.address(encodeKey(key)) });
  }

  /** Asks for the store's time, before the first URL is signed by it. */
  async readClock(): Promise<void> {
    await this.send({ method: 'GET', url: this.ports.address('') });
  }

  /** @throws DomainError store_unavailable */
  async remove(): Promise<void> {
    const uploadId = await this.upload?.catch(() => undefined);
    if (uploadId !== undefined) await this.ports.uploads.abort(this.partKey, uploadId);
    await this.ports.remover.removePrefix(this.prefix);
  }

  private get partKey(): string {
    return `${this.prefix}parts`;
  }

  private uploadId(): Promise<string> {
    const options = { contentType: 'application/octet-stream', name: 'proof' };
    this.upload ??= this.ports.uploads.create(this.partKey, options);
    return this.upload;
  }

  private async object(key: string): Promise<StoredTrial | undefined> {
    const answer = await this.send({ method: 'GET', url: this.serviceUrl('GET', key) });
    if (answer.status === 404) return undefined;
    if (!taken(answer)) throw refusedControl('a GET by the services', answer, this.ports.clock);
    const { body, headers } = answer;
    return { isRight: body === RIGHT.toString(), size: body.length, headers };
  }

  private async part(uploadId: string, number: number): Promise<StoredTrial | undefined> {
    const parts = await this.ports.uploads.parts(this.partKey, uploadId);
    const part = parts?.find((one) => one.number === number);
    const right = createHash('md5').update(RIGHT).digest('hex');
    return part && { isRight: part.etag === right, size: part.size, headers: {} };
  }

  private serviceUrl(method: 'GET' | 'PUT', key: string): string {
    const date = this.ports.clock.now();
    return this.ports.serviceUrls.presign({ method, key, expiresIn: URL_LIFE, date });
  }

  /** What fails on its own account proves nothing. */
  private async send(request: Parameters<typeof sendRaw>[0]): Promise<StoreAnswer> {
    const answer = await sendRaw(request, this.ports.timeoutMs);
    this.ports.clock.observe(answer.headers['date']);
    const { status } = answer;
    if (status === 429 || (status >= 500 && status !== 501))
      throw unprovable(`it answered ${status} ${answer.code}`.trim());
    return answer;
  }
}
