import { DomainError } from '@waybill/domain';
import { createHash } from 'node:crypto';

export interface FakeObject {
  readonly body: Uint8Array;
  /** Without quotes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly modifiedAt?: Date;
  /** The upload that it shares its data with, after a completion that was cut off. */
  readonly sharedWith?: string;
}

export interface FakeUpload {
  readonly id: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, FakeObject>;
  readonly startedAt: Date;
}

/** What a URL that was given out permits. */
export interface FakeGrant {
  readonly method: 'PUT' | 'GET';
  readonly key: string;
  /** Where the PUT is an UploadPart. */
  readonly part?: { readonly uploadId: string; readonly number: number };
  /** Must come with the request as they stand. */
  readonly headers: Readonly<Record<string, string>>;
  /** Come with the answer of a GET. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

/** The state behind the fake adapters. Tests may look into it and change it. */
export class FakeBucket {
  readonly objects = new Map<string, FakeObject>();
  /** In the order in which they were made. */
  readonly uploads = new Map<string, FakeUpload>();
  readonly grants = new Map<string, FakeGrant>();

  /**
   * On which side of writing the object the gateway dies within the next completion, as on Ceph 16:
   * the upload stays, and is locked. Once the object is written the two share their data.
   */
  dies: 'before' | 'after' | undefined;
  /** Uploads that the completion of a dead gateway has locked; Ceph forgets it after ten minutes. */
  readonly locks = new Set<string>();
  /** The installation that it belongs to. */
  owner: string | undefined;

  /** While true, every call fails as with a store that does not answer. */
  down = false;

  constructor(
    readonly name: string,
    readonly now: () => Date,
  ) {}

  /** @throws DomainError store_unavailable while the bucket is down */
  assertUp(): void {
    if (this.down) throw new DomainError('store_unavailable', 'The fake store is down.');
  }

  put(key: string, body: Uint8Array, headers: Readonly<Record<string, string>> = {}): FakeObject {
    const object = { ...fakeObject(body, headers), modifiedAt: this.now() };
    this.objects.set(key, object);
    return object;
  }

  upload(key: string, uploadId: string): FakeUpload | undefined {
    const upload = this.uploads.get(uploadId);
    return upload?.key === key ? upload : undefined;
  }
}

export function fakeObject(
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): FakeObject {
  const etag = createHash('md5').update(body).digest('hex');
  return { body: Uint8Array.from(body), etag, headers };
}
