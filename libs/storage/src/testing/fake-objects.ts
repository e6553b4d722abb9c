import {
  ObjectHasher,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  ObjectSealer,
  SourceMissingError,
  type ObjectDigests,
  type ObjectHead,
  type Page,
  type StoredObject,
  type UnfinishedUpload,
  type ObjectTraits,
} from '@waybill/domain';
import { createHash } from 'node:crypto';
import { contentDisposition } from '../objects/content-disposition.js';
import type { FakeBucket } from './fake-bucket.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

export class FakeObjectReader extends ObjectReader {
  constructor(private readonly bucket: FakeBucket) {
    super();
  }

  override async head(key: string): Promise<ObjectHead | undefined> {
    this.bucket.assertUp();
    const object = this.bucket.objects.get(key);
    return object && { size: object.body.length, etag: object.etag };
  }
}

/** Hashes on the event loop: what the fake holds is small. */
export class FakeObjectHasher extends ObjectHasher {
  constructor(private readonly bucket: FakeBucket) {
    super();
  }

  override async hash(key: string): Promise<ObjectDigests | undefined> {
    this.bucket.assertUp();
    const object = this.bucket.objects.get(key);
    if (!object) return undefined;
    const digest = (name: string): string => createHash(name).update(object.body).digest('hex');
    const { body, etag } = object;
    return { size: body.length, etag, sha256: digest('sha256'), md5: digest('md5') };
  }
}

export class FakeObjectLister extends ObjectLister {
  constructor(
    private readonly bucket: FakeBucket,
    private readonly pageSize: number,
  ) {
    super();
  }

  override async objects(prefix: string, cursor?: string): Promise<Page<StoredObject, string>> {
    this.bucket.assertUp();
    const found = [...this.bucket.objects].map(
      ([key, { body, etag, modifiedAt = new Date(0) }]) => ({
        at: key,
        item: { key, size: body.length, etag, modifiedAt },
      }),
    );
    return this.page(found, prefix, cursor);
  }

  override async uploads(prefix: string, cursor?: string): Promise<Page<UnfinishedUpload, string>> {
    this.bucket.assertUp();
    const found = [...this.bucket.uploads.values()].map(({ key, id, startedAt }) => ({
      at: `${key}\0${id}`,
      item: { key, uploadId: id, startedAt },
    }));
    return this.page(found, prefix, cursor);
  }

  /** In the order of `at`, whose last one is the cursor. */
  private page<Item>(
    found: readonly { readonly at: string; readonly item: Item }[],
    prefix: string,
    cursor: string | undefined,
  ): Page<Item, string> {
    const rest = found
      .filter(({ at }) => at.startsWith(prefix) && (cursor === undefined || inUtf8(at, cursor) > 0))
      .sort((a, b) => inUtf8(a.at, b.at));
    const page = rest.slice(0, this.pageSize);
    const items = page.map(({ item }) => item);
    return rest.length > page.length ? { items, next: page.at(-1)?.at } : { items };
  }
}

/** S3's order of keys (S3 User Guide, "Listing object keys"). */
function inUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export class FakeObjectRemover extends ObjectRemover {
  constructor(private readonly bucket: FakeBucket) {
    super();
  }

  override async remove(keys: readonly string[]): Promise<void> {
    this.bucket.assertUp();
    for (const key of keys) this.bucket.objects.delete(key);
  }

  override async removePrefix(prefix: string): Promise<number> {
    const keys = [...this.bucket.objects.keys()].filter((key) => key.startsWith(prefix));
    await this.remove(keys);
    return keys.length;
  }
}

export class FakeObjectSealer extends ObjectSealer {
  constructor(private readonly bucket: FakeBucket) {
    super();
  }

  override async seal(key: string, { contentType, name }: ObjectTraits): Promise<void> {
    this.bucket.assertUp();
    const object = this.bucket.objects.get(key);
    if (!object) throw new SourceMissingError(key);
    const headers = {
      'content-type': contentType,
      'content-disposition': contentDisposition(name),
    };
    this.bucket.objects.set(key, { ...object, headers });
  }
}
