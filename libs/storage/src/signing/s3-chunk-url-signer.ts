import { chunkKeyPrefix, ChunkUrlSigner, type ChunkPut, type SignedRequest } from '@waybill/domain';
import { encodeKey } from './encode.js';
import type { PutSigner } from './put-signer.js';

export class S3ChunkUrlSigner extends ChunkUrlSigner {
  constructor(private readonly signer: PutSigner) {
    super();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- so that it rejects, not throws
  override async signChunkPuts(
    puts: readonly ChunkPut[],
    expiresIn: number,
  ): Promise<readonly SignedRequest[]> {
    const prefixes = new Map<string, string>();
    const place = ({ fileId, number }: ChunkPut) => {
      const prefix = prefixes.get(fileId) ?? encodeKey(chunkKeyPrefix(fileId));
      prefixes.set(fileId, prefix);
      return { encodedKey: `${prefix}${number}` };
    };
    return this.signer.sign(puts, { kind: 'object', place }, expiresIn);
  }
}
