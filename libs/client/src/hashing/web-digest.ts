import { createMD5, createSHA256, type IHasher } from 'hash-wasm';
import type { ChunkDigest } from './digest.js';
import type { Digests } from './digests.js';

/** SHA-256 and MD5 in WebAssembly: browsers' own SubtleCrypto has no MD5 and takes only whole buffers. */
export class WebDigest implements ChunkDigest {
  private constructor(
    private readonly sha256: IHasher,
    private readonly md5: IHasher,
  ) {}

  static async create(): Promise<WebDigest> {
    const [sha256, md5] = await Promise.all([createSHA256(), createMD5()]);
    return new WebDigest(sha256, md5);
  }

  update(bytes: Uint8Array): void {
    this.sha256.update(bytes);
    this.md5.update(bytes);
  }

  digest(): Digests {
    return { sha256: this.sha256.digest('hex'), md5: this.md5.digest('hex') };
  }
}
