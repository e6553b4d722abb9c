import { PartUrlSigner, type ChunkPut, type SignedRequest } from '@waybill/domain';
import { encodeKey } from './encode.js';
import type { PutSigner } from './put-signer.js';

/** Pre-signed UploadPart: a chunk's number is the number of its part. */
export class S3PartUrlSigner extends PartUrlSigner {
  constructor(private readonly signer: PutSigner) {
    super();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- so that it rejects, not throws
  override async signPartPuts(
    target: { readonly key: string; readonly uploadId: string },
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]> {
    const encodedKey = encodeKey(target.key);
    return this.signer.sign(
      puts,
      {
        kind: 'part',
        query: { uploadId: target.uploadId },
        openQuery: 'partNumber',
        place: ({ number }) => ({ encodedKey, open: String(number) }),
      },
      expiresIn,
    );
  }
}
