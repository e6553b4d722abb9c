import { Injectable } from '@nestjs/common';
import {
  type ActingTenant,
  type File,
  type FileQuery,
  type Page,
  TenantData,
} from '@waybill/domain';

/** A tenant's files, newest first. */
@Injectable()
export class ListFiles {
  constructor(private readonly data: TenantData) {}

  execute(tenantId: ActingTenant, query: FileQuery): Promise<Page<File, string>> {
    return this.data.of(tenantId).files.list(tenantId, query);
  }
}
