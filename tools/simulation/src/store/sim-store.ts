import {
  type ChunkPut,
  MIN_CHUNK_SIZE,
  multipartEtag,
  type SignedRequest,
  type StoreProfile,
} from '@waybill/domain';
import { type Content, digestOf, joined, rangeOf, sizeOf } from './content.js';

export interface SimObject {
  readonly content: Content;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface SimUpload {
  readonly id: string;
  readonly key: string;
  readonly startedAt: Date;
  readonly parts: Map<number, SimObject>;
}

/** What a URL that was given out permits. */
export interface Grant {
  readonly key: string;
  readonly part?: { readonly uploadId: string; readonly number: number };
  readonly put: ChunkPut;
  readonly expiresAt: Date;
}

export interface StoreLaws {
  /** What the installation is told that the store enforces, and it does. */
  readonly profile: StoreProfile;
  /** Whether it holds a PUT to the size that was signed. */
  readonly sizes: boolean;
  /** Whether it knows `If-None-Match: *`. */
  readonly writeOnce: boolean;
}

export type CreatedName = 'Put' | 'Copy' | 'CompleteMultipartUpload';

/** The bucket: what S3 would do, on contents that are only named. */
export class SimStore {
  readonly objects = new Map<string, SimObject>();
  readonly uploads = new Map<string, SimUpload>();
  /** Every object that ever lay at a key, oldest first. */
  readonly history = new Map<string, SimObject[]>();
  /** Every part that was ever sent, by key and number; their uploads may be gone. */
  readonly sentParts = new Map<string, SimObject[]>();
  private readonly grants = new Map<string, Grant>();
  private made = 0;

  constructor(
    readonly bucket: string,
    readonly laws: StoreLaws,
    private readonly now: () => Date,
    /** An object has come to be. */
    private readonly created: (name: CreatedName, key: string, object: SimObject) => void,
  ) {}

  sign(grant: Grant): SignedRequest {
    const url = `https://store.invalid/${grant.key}?grant=${++this.made}`;
    this.grants.set(url, grant);
    return { method: 'PUT', url, headers: {}, expiresAt: grant.expiresAt };
  }

  /** What a client does with a URL. @returns the HTTP status */
  send(url: string, content: Content): { readonly status: number; readonly etag?: string } {
    const grant = this.grants.get(url);
    if (!grant || grant.expiresAt <= this.now()) return { status: 403 };
    const { key, part, put } = grant;
    if (this.laws.sizes && sizeOf(content) !== put.size) return { status: 403 };
    if (!this.digestsMatch(put, content, part !== undefined)) return { status: 400 };
    if (part) {
      const upload = this.uploads.get(part.uploadId);
      if (!upload) return { status: 404 };
      const object = this.objectOf(content);
      upload.parts.set(part.number, object);
      const name = `${key}#${part.number}`;
      this.sentParts.set(name, [...(this.sentParts.get(name) ?? []), object]);
      return { status: 200, etag: object.etag };
    }
    if (this.laws.writeOnce && this.objects.has(key)) return { status: 412 };
    return { status: 200, etag: this.put('Put', key, this.objectOf(content)).etag };
  }

  put(name: CreatedName, key: string, object: SimObject): SimObject {
    this.objects.set(key, object);
    this.history.set(key, [...(this.history.get(key) ?? []), object]);
    this.created(name, key, object);
    return object;
  }

  createUpload(key: string): string {
    const id = `upload-${++this.made}`;
    this.uploads.set(id, { id, key, startedAt: this.now(), parts: new Map() });
    return id;
  }

  /** Undefined where the source is not there as it was. */
  copyPart(
    upload: SimUpload,
    number: number,
    source: { readonly key: string; readonly etag: string },
    range?: { readonly offset: number; readonly size: number },
  ): SimObject | undefined {
    const object = this.objects.get(source.key);
    if (object?.etag !== source.etag) return undefined;
    const content = range ? rangeOf(object.content, range.offset, range.size) : object.content;
    const part = this.objectOf(content);
    upload.parts.set(number, part);
    return part;
  }

  /** @returns why it is refused, by S3's own code */
  complete(
    upload: SimUpload,
    parts: readonly { readonly number: number; readonly etag: string }[],
  ): string | undefined {
    const stored = parts.flatMap(({ number, etag }) => {
      const part = upload.parts.get(number);
      return part?.etag === etag ? part : [];
    });
    if (stored.length !== parts.length || stored.length === 0) return 'InvalidPart';
    const inOrder = parts.every(({ number }, index) => number > (parts[index - 1]?.number ?? 0));
    if (!inOrder) return 'InvalidPartOrder';
    if (stored.slice(0, -1).some(({ size }) => size < MIN_CHUNK_SIZE)) return 'EntityTooSmall';
    const content = joined(stored.map((part) => part.content));
    const etag = multipartEtag(stored.map((part) => part.etag));
    const object = { content, size: sizeOf(content), etag, modifiedAt: this.now() };
    this.uploads.delete(upload.id);
    this.put('CompleteMultipartUpload', upload.key, object);
    return undefined;
  }

  objectOf(content: Content): SimObject {
    const etag = digestOf('md5', content);
    return { content, size: sizeOf(content), etag, modifiedAt: this.now() };
  }

  /** What the signed headers hold a body to: see `putHeaders` in libs/storage. */
  private digestsMatch({ md5, sha256 }: ChunkPut, content: Content, isPart: boolean): boolean {
    const { profile } = this.laws;
    if (profile === 'none') return true;
    const signsMd5 = profile === 'md5' || isPart;
    return (
      (sha256 === undefined || sha256 === digestOf('sha256', content)) &&
      (!signsMd5 || md5 === undefined || md5 === digestOf('md5', content))
    );
  }
}
