import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

const MIB = 1024 * 1024;

/** A file of random bytes on disk that no store knows, each time it is asked for. */
export class FreshFile {
  private constructor(
    readonly path: string,
    /** Bytes. */
    readonly size: number,
  ) {}

  static async create(path: string, mebibytes: number): Promise<FreshFile> {
    const handle = await open(path, 'w');
    try {
      for (let written = 0; written < mebibytes; written += 1)
        await handle.write(randomBytes(MIB), 0, MIB, written * MIB);
    } finally {
      await handle.close();
    }
    return new FreshFile(path, mebibytes * MIB);
  }

  /** Alters each mebibyte a little, so that no chunk of it is known from before. */
  async renew(): Promise<void> {
    const handle = await open(this.path, 'r+');
    try {
      for (let at = 0; at < this.size; at += MIB) await handle.write(randomBytes(16), 0, 16, at);
    } finally {
      await handle.close();
    }
  }
}
