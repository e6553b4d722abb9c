import { Injectable } from '@nestjs/common';
import { type File, FileRepository } from '@waybill/domain';
import { requireFile, type OwnFile } from '../../auth/require-file.js';

@Injectable()
export class GetFile {
  constructor(private readonly files: FileRepository) {}

  /** @throws DomainError file_not_found */
  execute(ref: OwnFile): Promise<File> {
    return requireFile(this.files, ref);
  }
}
