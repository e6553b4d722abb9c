import { Injectable } from '@nestjs/common';
import { TenantData, type TokenRef } from '@waybill/domain';
import { Principals } from '../../auth/principals.js';
import { tokenNotFound } from './get-upload-token.js';

@Injectable()
export class RevokeUploadToken {
  constructor(
    private readonly data: TenantData,
    private readonly principals: Principals,
  ) {}

  /** @throws DomainError upload_token_not_found */
  async execute(ref: TokenRef): Promise<void> {
    const revoked = await this.data.of(ref.tenantId).uploadTokens.revoke(ref);
    if (!revoked) tokenNotFound();
    this.principals.forgetHolder(ref.tokenId);
  }
}
