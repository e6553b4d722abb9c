import { Injectable } from '@nestjs/common';
import { type File, TenantData } from '@waybill/domain';
import { requireFile, type OwnFile } from '../../auth/require-file.js';

@Injectable()
export class GetFile {
  constructor(private readonly data: TenantData) {}

  /** @throws DomainError file_not_found */
  execute(ref: OwnFile): Promise<File> {
    return requireFile(this.data, ref);
  }
}
