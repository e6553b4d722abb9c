import { ObjectUrlSigner, type ChunkPut, type SignedRequest } from '@waybill/domain';
import { encodeKey } from './encode.js';
import type { PutSigner } from './put-signer.js';

export class S3ObjectUrlSigner extends ObjectUrlSigner {
  constructor(private readonly signer: PutSigner) {
    super();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- so that it rejects, not throws
  override async signObjectPut(
    key: string,
    put: ChunkPut,
    expiresIn: number,
  ): Promise<SignedRequest> {
    const place = () => ({ encodedKey: encodeKey(key) });
    const [signed] = this.signer.sign([put], { kind: 'object', place }, expiresIn);
    if (signed === undefined) throw new Error('One PUT was asked for and none was signed.');
    return signed;
  }
}
