import { Injectable } from '@nestjs/common';
import { DomainError, TenantData, type TokenRef, type UploadToken } from '@waybill/domain';

@Injectable()
export class GetUploadToken {
  constructor(private readonly data: TenantData) {}

  /** @throws DomainError upload_token_not_found */
  async execute(ref: TokenRef): Promise<UploadToken> {
    return (await this.data.of(ref.tenantId).uploadTokens.find(ref)) ?? tokenNotFound();
  }
}

/** @throws DomainError upload_token_not_found */
export function tokenNotFound(): never {
  throw new DomainError('upload_token_not_found', 'There is no such upload token.');
}
