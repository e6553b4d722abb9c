import {
  CompletionUnderwayError,
  DomainError,
  MIN_CHUNK_SIZE,
  multipartEtag,
  MultipartUploads,
  SourceMissingError,
  UploadMissingError,
  type Part,
  type PartRange,
  type ObjectTraits,
} from '@waybill/domain';
import { randomUUID } from 'node:crypto';
import { StoreFault } from '../errors/store-fault.js';
import { contentDisposition } from '../objects/content-disposition.js';
import type { PartCopy } from '../objects/copy-part.js';
import { fakeObject, type FakeBucket, type FakeObject, type FakeUpload } from './fake-bucket.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

export class FakeMultipartUploads extends MultipartUploads {
  constructor(private readonly bucket: FakeBucket) {
    super();
  }

  override async create(key: string, options: ObjectTraits): Promise<string> {
    this.bucket.assertUp();
    const id = randomUUID();
    const headers = {
      'content-type': options.contentType,
      'content-disposition': contentDisposition(options.name),
    };
    const startedAt = this.bucket.now();
    this.bucket.uploads.set(id, { id, key, headers, parts: new Map(), startedAt });
    return id;
  }

  override async find(key: string): Promise<readonly string[]> {
    this.bucket.assertUp();
    const uploads = [...this.bucket.uploads.values()];
    return uploads.filter((upload) => upload.key === key).map((upload) => upload.id);
  }

  override async parts(
    key: string,
    uploadId: string,
    { from, to }: PartRange = { from: 1, to: Infinity },
  ): Promise<readonly Part[] | undefined> {
    this.bucket.assertUp();
    const parts = this.bucket.upload(key, uploadId)?.parts;
    if (!parts) return undefined;
    return [...parts]
      .map(([number, part]) => ({ number, size: part.body.length, etag: part.etag }))
      .filter(({ number }) => number >= from && number <= to)
      .sort((a, b) => a.number - b.number);
  }

  override async copyPart(copy: PartCopy): Promise<{ readonly etag: string }> {
    this.bucket.assertUp();
    const source = this.bucket.objects.get(copy.sourceKey);
    if (source?.etag !== copy.sourceEtag) throw new SourceMissingError(copy.sourceKey);
    const part = copied(source, copy.sourceRange);
    this.get(copy.key, copy.uploadId).parts.set(copy.number, part);
    if (copy.expectedEtag !== undefined && copy.expectedEtag !== part.etag)
      throw new SourceMissingError(copy.sourceKey);
    return { etag: part.etag };
  }

  override async complete(key: string, uploadId: string, parts: readonly Part[]): Promise<void> {
    this.bucket.assertUp();
    const upload = this.get(key, uploadId);
    if (this.bucket.locks.has(uploadId)) throw new CompletionUnderwayError(key, uploadId);
    const ordered = [...parts].sort((a, b) => a.number - b.number);
    const stored = ordered.map((part) => storedPart(upload, part));
    if (stored.length === 0) throw refused('MalformedXML');
    // Every part but the last has at least 5 MiB (S3 User Guide, "Multipart upload limits").
    if (stored.slice(0, -1).some((part) => part.body.length < MIN_CHUNK_SIZE))
      throw refused('EntityTooSmall');
    const etag = multipartEtag(stored.map((part) => part.etag));
    const body = Buffer.concat(stored.map((part) => part.body));
    const modifiedAt = this.bucket.now();
    const object = { body, etag, headers: upload.headers, modifiedAt };
    if (this.bucket.dies) return this.die(upload, object);
    // What was written before is given back with all that it holds.
    if (this.sharesWith(upload)) this.bucket.objects.delete(key);
    else this.bucket.objects.set(key, object);
    this.bucket.uploads.delete(uploadId);
  }

  override async abort(key: string, uploadId: string): Promise<void> {
    this.bucket.assertUp();
    const upload = this.bucket.upload(key, uploadId);
    if (!upload) return;
    if (this.sharesWith(upload)) this.bucket.objects.delete(key);
    this.bucket.uploads.delete(uploadId);
  }

  private die(upload: FakeUpload, object: FakeObject): never {
    const { bucket } = this;
    if (bucket.dies === 'after')
      bucket.objects.set(upload.key, { ...object, sharedWith: upload.id });
    bucket.dies = undefined;
    bucket.locks.add(upload.id);
    throw new DomainError('store_unavailable', 'The gateway has died.');
  }

  private sharesWith({ id, key }: FakeUpload): boolean {
    return this.bucket.objects.get(key)?.sharedWith === id;
  }

  private get(key: string, uploadId: string): FakeUpload {
    const upload = this.bucket.upload(key, uploadId);
    if (!upload) throw new UploadMissingError(key, uploadId);
    return upload;
  }
}

/** As strict as AWS: Ceph 16 takes ranges of small objects, too. */
function copied(source: FakeObject, range: PartCopy['sourceRange']): FakeObject {
  if (range === undefined) return fakeObject(source.body);
  const { offset, size } = range;
  if (size === 0) return fakeObject(new Uint8Array());
  if (source.body.length <= MIN_CHUNK_SIZE) throw refused('InvalidRequest', 'UploadPartCopy');
  if (offset + size > source.body.length) throw refused('InvalidArgument', 'UploadPartCopy');
  return fakeObject(source.body.subarray(offset, offset + size));
}

function storedPart(upload: FakeUpload, part: Part): FakeObject {
  const stored = upload.parts.get(part.number);
  if (stored?.etag !== part.etag) throw refused('InvalidPart');
  return stored;
}

function refused(code: string, operation = 'CompleteMultipartUpload'): DomainError {
  return new DomainError('store_unavailable', `${operation} failed: ${code}.`, {
    cause: new StoreFault(code, '', 400),
  });
}
