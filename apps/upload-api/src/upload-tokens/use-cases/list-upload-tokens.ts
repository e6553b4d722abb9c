import { Injectable } from '@nestjs/common';
import { type ActingTenant, type Page, TenantData, type UploadToken } from '@waybill/domain';

/** A tenant's tokens, newest first. */
@Injectable()
export class ListUploadTokens {
  constructor(private readonly data: TenantData) {}

  execute(
    tenantId: ActingTenant,
    query: { readonly limit: number; readonly before?: string },
  ): Promise<Page<UploadToken, string>> {
    return this.data.of(tenantId).uploadTokens.list(tenantId, query);
  }
}
