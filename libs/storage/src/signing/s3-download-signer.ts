import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { DownloadSigner, type Download, type SignedRequest } from '@waybill/domain';
import type { StoreClock } from '../client/store-clock.js';
import { contentDisposition } from '../objects/content-disposition.js';
import { assertExpiresIn } from './presigner.js';

/** Downloads are signed one at a time, so the SDK's signer is fast enough. */
export class S3DownloadSigner extends DownloadSigner {
  constructor(
    /** Made for the store's public name. */
    private readonly client: S3Client,
    private readonly clock: StoreClock,
  ) {
    super();
  }

  /** @throws RangeError for a life that S3 would refuse */
  override async signDownload(download: Download, expiresIn: number): Promise<SignedRequest> {
    assertExpiresIn(expiresIn);
    const signingDate = this.clock.now();
    const command = new GetObjectCommand({
      Bucket: download.bucket,
      Key: download.key,
      ResponseContentDisposition: contentDisposition(download.name, download.disposition),
      ResponseContentType: download.contentType,
      ...(download.versionId === undefined ? {} : { VersionId: download.versionId }),
    });
    const url = await getSignedUrl(this.client, command, { expiresIn, signingDate });
    return { method: 'GET', url, headers: {}, expiresAt: this.clock.expiry(expiresIn) };
  }
}
