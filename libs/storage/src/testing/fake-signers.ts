import {
  chunkKey,
  ChunkUrlSigner,
  DownloadSigner,
  ObjectUrlSigner,
  PartUrlSigner,
  type ChunkPut,
  type Download,
  type SignedRequest,
  type StoreProfile,
} from '@waybill/domain';
import { randomUUID } from 'node:crypto';
import { contentDisposition } from '../objects/content-disposition.js';
import { encodeKey } from '../signing/encode.js';
import { headersOf, putHeaders } from '../signing/put-headers.js';
import type { FakeBucket, FakeGrant } from './fake-bucket.js';

/** Gives out permission to PUT; the grant in the bucket stands for the signature. */
export class FakePutSigner {
  constructor(
    private readonly bucket: FakeBucket,
    private readonly profile: StoreProfile,
    private readonly now: () => Date,
  ) {}

  sign(put: ChunkPut, target: Pick<FakeGrant, 'key' | 'part'>, expiresIn: number): SignedRequest {
    const kind = target.part === undefined ? 'object' : 'part';
    return grant(this.bucket, {
      method: 'PUT',
      ...target,
      headers: headersOf(putHeaders(put, this.profile, kind)),
      expiresAt: new Date(this.now().getTime() + expiresIn * 1000),
    });
  }
}

export class FakeChunkUrlSigner extends ChunkUrlSigner {
  constructor(private readonly puts: FakePutSigner) {
    super();
  }

  override signChunkPuts(
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]> {
    return Promise.resolve(
      puts.map((put) => this.puts.sign(put, { key: chunkKey(put.fileId, put.number) }, expiresIn)),
    );
  }
}

export class FakePartUrlSigner extends PartUrlSigner {
  constructor(private readonly puts: FakePutSigner) {
    super();
  }

  override signPartPuts(
    { key, uploadId }: { readonly key: string; readonly uploadId: string },
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]> {
    return Promise.resolve(
      puts.map((put) =>
        this.puts.sign(put, { key, part: { uploadId, number: put.number } }, expiresIn),
      ),
    );
  }
}

export class FakeObjectUrlSigner extends ObjectUrlSigner {
  constructor(private readonly puts: FakePutSigner) {
    super();
  }

  override signObjectPut(key: string, put: ChunkPut, expiresIn: number): Promise<SignedRequest> {
    return Promise.resolve(this.puts.sign(put, { key }, expiresIn));
  }
}

export class FakeDownloadSigner extends DownloadSigner {
  constructor(
    private readonly bucket: FakeBucket,
    private readonly now: () => Date,
  ) {
    super();
  }

  override signDownload(download: Download, expiresIn: number): Promise<SignedRequest> {
    return Promise.resolve(
      grant(this.bucket, {
        method: 'GET',
        key: download.key,
        headers: {},
        responseHeaders: {
          'content-type': download.contentType,
          'content-disposition': contentDisposition(download.name, download.disposition),
        },
        expiresAt: new Date(this.now().getTime() + expiresIn * 1000),
      }),
    );
  }
}

function grant(bucket: FakeBucket, granted: FakeGrant): SignedRequest {
  const { method, key, headers, expiresAt } = granted;
  const url = `https://fake.invalid/${bucket.name}/${encodeKey(key)}?signature=${randomUUID()}`;
  bucket.grants.set(url, granted);
  return { method, url, headers, expiresAt };
}
