import { BucketMarker } from '@waybill/domain';
import type { FakeBucket } from './fake-bucket.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

export class FakeBucketMarker extends BucketMarker {
  readonly place = 'The fake bucket';

  constructor(private readonly bucket: FakeBucket) {
    super();
  }

  override async read(): Promise<string | undefined> {
    this.bucket.assertUp();
    return this.bucket.owner;
  }

  override async claim(installationId: string): Promise<void> {
    this.bucket.assertUp();
    this.bucket.owner ??= installationId;
  }

  override async takeOver(installationId: string): Promise<void> {
    this.bucket.assertUp();
    this.bucket.owner = installationId;
  }
}
