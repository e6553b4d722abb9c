import {
  chunkKey,
  type ChunkPut,
  ChunkUrlSigner,
  DomainError,
  MultipartUploads,
  ObjectHasher,
  type ObjectHead,
  ObjectLister,
  ObjectReader,
  ObjectRemover,
  ObjectSealer,
  ObjectUrlSigner,
  type Page,
  type Part,
  type PartRange,
  PartUrlSigner,
  type SignedRequest,
  SourceMissingError,
  type StoredObject,
  type UnfinishedUpload,
  UploadMissingError,
} from '@waybill/domain';
import { digestOf } from './content.js';
import type { Grant, SimStore, SimUpload } from './sim-store.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

/** Few, so that lists of a few chunks have pages. */
const PAGE_SIZE = 2;

export class SimObjectReader extends ObjectReader {
  constructor(private readonly store: SimStore) {
    super();
  }

  override async head(key: string): Promise<ObjectHead | undefined> {
    const object = this.store.objects.get(key);
    return object && { size: object.size, etag: object.etag };
  }
}

export class SimObjectHasher extends ObjectHasher {
  constructor(private readonly store: SimStore) {
    super();
  }

  override async hash(key: string) {
    const object = this.store.objects.get(key);
    if (!object) return undefined;
    const { content, size, etag } = object;
    const digests = { sha256: digestOf('sha256', content), md5: digestOf('md5', content) };
    return { size, etag, ...digests };
  }
}

export class SimObjectLister extends ObjectLister {
  constructor(private readonly store: SimStore) {
    super();
  }

  override async objects(prefix: string, cursor = ''): Promise<Page<StoredObject, string>> {
    const found = [...this.store.objects]
      .map(([key, { size, etag, modifiedAt }]) => ({ key, size, etag, modifiedAt }))
      .filter(({ key }) => key.startsWith(prefix) && key > cursor)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    return pageOf(found, ({ key }) => key);
  }

  override async uploads(prefix: string, cursor = ''): Promise<Page<UnfinishedUpload, string>> {
    const at = ({ key, uploadId }: UnfinishedUpload): string => `${key}\0${uploadId}`;
    const found = [...this.store.uploads.values()]
      .map(({ key, id, startedAt }) => ({ key, uploadId: id, startedAt }))
      .filter((upload) => upload.key.startsWith(prefix) && at(upload) > cursor)
      .sort((a, b) => (at(a) < at(b) ? -1 : 1));
    return pageOf(found, at);
  }
}

function pageOf<Item>(found: readonly Item[], at: (item: Item) => string): Page<Item, string> {
  const items = found.slice(0, PAGE_SIZE);
  const last = items.at(-1);
  return last && found.length > PAGE_SIZE ? { items, next: at(last) } : { items };
}

export class SimObjectRemover extends ObjectRemover {
  constructor(private readonly store: SimStore) {
    super();
  }

  override async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.store.objects.delete(key);
  }

  override async removePrefix(prefix: string): Promise<number> {
    const keys = [...this.store.objects.keys()].filter((key) => key.startsWith(prefix));
    await this.remove(keys);
    return keys.length;
  }
}

export class SimMultipartUploads extends MultipartUploads {
  constructor(private readonly store: SimStore) {
    super();
  }

  override async create(key: string): Promise<string> {
    return this.store.createUpload(key);
  }

  override async find(key: string): Promise<readonly string[]> {
    return [...this.store.uploads.values()].flatMap((one) => (one.key === key ? one.id : []));
  }

  override async parts(
    key: string,
    uploadId: string,
    { from, to }: PartRange = { from: 1, to: Infinity },
  ): Promise<readonly Part[] | undefined> {
    const upload = this.store.uploads.get(uploadId);
    if (upload?.key !== key) return undefined;
    return [...upload.parts]
      .map(([number, { size, etag }]) => ({ number, size, etag }))
      .filter(({ number }) => number >= from && number <= to)
      .sort((a, b) => a.number - b.number);
  }

  override async copyPart(
    copy: Parameters<MultipartUploads['copyPart']>[0],
  ): Promise<{ readonly etag: string }> {
    const { key, uploadId, number, sourceKey, sourceEtag, sourceRange, expectedEtag } = copy;
    const upload = this.require(key, uploadId);
    const source = { key: sourceKey, etag: sourceEtag };
    const part = this.store.copyPart(upload, number, source, sourceRange);
    if (!part) throw new SourceMissingError(sourceKey);
    if (expectedEtag !== undefined && expectedEtag !== part.etag) {
      throw new SourceMissingError(sourceKey);
    }
    return { etag: part.etag };
  }

  override async complete(key: string, uploadId: string, parts: readonly Part[]): Promise<void> {
    const refused = this.store.complete(this.require(key, uploadId), parts);
    if (refused) throw new DomainError('store_unavailable', `Complete failed: ${refused}.`);
  }

  override async abort(key: string, uploadId: string): Promise<void> {
    if (this.store.uploads.get(uploadId)?.key === key) this.store.uploads.delete(uploadId);
  }

  private require(key: string, uploadId: string): SimUpload {
    const upload = this.store.uploads.get(uploadId);
    if (upload?.key !== key) throw new UploadMissingError(key, uploadId);
    return upload;
  }
}

/** Objects here bear nothing but their bytes. */
export class SimObjectSealer extends ObjectSealer {
  constructor(private readonly store: SimStore) {
    super();
  }

  override async seal(key: string): Promise<void> {
    if (!this.store.objects.has(key)) throw new SourceMissingError(key);
  }
}

/** Signers make no call: what they give out is known to the store at once. */
export function signersOf(store: SimStore, now: () => Date) {
  const sign = (grant: Omit<Grant, 'expiresAt'>, expiresIn: number): SignedRequest =>
    store.sign({ ...grant, expiresAt: new Date(now().getTime() + expiresIn * 1_000) });

  class ChunkUrls extends ChunkUrlSigner {
    override async signChunkPuts(puts: readonly ChunkPut[], expiresIn: number) {
      return puts.map((put) => sign({ key: chunkKey(put.fileId, put.number), put }, expiresIn));
    }
  }
  class PartUrls extends PartUrlSigner {
    override async signPartPuts(
      { key, uploadId }: { readonly key: string; readonly uploadId: string },
      puts: readonly ChunkPut[],
      expiresIn: number,
    ) {
      return puts.map((put) =>
        sign({ key, part: { uploadId, number: put.number }, put }, expiresIn),
      );
    }
  }
  class ObjectUrls extends ObjectUrlSigner {
    override async signObjectPut(key: string, put: ChunkPut, expiresIn: number) {
      return sign({ key, put }, expiresIn);
    }
  }
  return { chunkUrls: new ChunkUrls(), parts: new PartUrls(), objects: new ObjectUrls() };
}
