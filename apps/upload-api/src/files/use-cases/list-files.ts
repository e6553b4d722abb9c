import type { File, FileQuery, FileRepository, Page } from '@waybill/domain';

/** A tenant's files, newest first. */
export class ListFiles {
  constructor(private readonly files: FileRepository) {}

  execute(tenantId: string, query: FileQuery): Promise<Page<File, string>> {
    return this.files.list(tenantId, query);
  }
}
