import { Injectable } from '@nestjs/common';
import { type File, type FileQuery, FileRepository, type Page } from '@waybill/domain';

/** A tenant's files, newest first. */
@Injectable()
export class ListFiles {
  constructor(private readonly files: FileRepository) {}

  execute(tenantId: string, query: FileQuery): Promise<Page<File, string>> {
    return this.files.list(tenantId, query);
  }
}
