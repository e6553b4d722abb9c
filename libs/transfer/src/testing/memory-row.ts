import { type File, isSettled } from '@waybill/domain';
import type { UploadOwner } from '../assembly/assembly-ports.js';

/* eslint-disable @typescript-eslint/require-await -- so that calls reject and do not throw */

/** The row of one file in memory, as far as a transfer reads and writes it. */
export class MemoryRow implements UploadOwner {
  constructor(public file: File) {}

  async find({ fileId }: { readonly fileId: string }): Promise<File | undefined> {
    return fileId === this.file.id ? this.file : undefined;
  }

  async claimUploadId(fileId: string, uploadId: string): Promise<string | undefined> {
    if (fileId !== this.file.id || isSettled(this.file.status)) return undefined;
    this.file = { ...this.file, uploadId: this.file.uploadId ?? uploadId };
    return this.file.uploadId;
  }

  async releaseUploadId(_: string, uploadId: string): Promise<void> {
    const { uploadId: current, ...rest } = this.file;
    if (current === uploadId) this.file = rest;
  }
}
