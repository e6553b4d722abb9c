import { Injectable } from '@nestjs/common';
import {
  assertReceiving,
  DomainError,
  DownloadSigner,
  type File,
  type Location,
  type SignedRequest,
  TenantData,
} from '@waybill/domain';
import { requireFile, type OwnFile } from '../../auth/require-file.js';
import { servedAs } from '../rules/served-as.js';

export interface SignDownloadOptions {
  /** `inline` is a wish: see {@link servedAs}. */
  readonly disposition: 'attachment' | 'inline';
  /** Seconds. */
  readonly expiresIn: number;
}

/** A URL from which the store itself gives the completed file, under its own name. */
@Injectable()
export class SignDownload {
  constructor(
    private readonly data: TenantData,
    private readonly signer: DownloadSigner,
  ) {}

  /**
   * @throws DomainError file_not_found, file_not_completed, file_failed, file_completing, file_drifted,
   *   file_aborted, file_expired, file_deleted
   */
  async execute(ref: OwnFile, options: SignDownloadOptions): Promise<SignedRequest> {
    const file = await requireFile(this.data, ref);
    const location = requireLocation(file);
    return this.signer.signDownload(
      {
        bucket: location.bucket,
        key: location.key,
        ...(location.versionId !== undefined && { versionId: location.versionId }),
        name: file.name,
        ...servedAs(file.contentType, options.disposition),
      },
      options.expiresIn,
    );
  }
}

function requireLocation(file: File): Location {
  if (file.status === 'completed' && file.drift) {
    throw new DomainError('file_drifted', 'The object in the store is not the one completed.', {
      extensions: { drift: { ...file.drift } },
    });
  }
  if (file.status === 'completed' && file.location) return file.location;
  if (file.status === 'failed') {
    throw new DomainError('file_failed', 'The file has failed and cannot be fetched.', {
      extensions: { failure: file.failure },
    });
  }
  if (file.status !== 'completed') assertReceiving(file.status);
  throw new DomainError('file_not_completed', 'The file is not completed yet.');
}
