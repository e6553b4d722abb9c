import { Injectable } from '@nestjs/common';
import { TenantData, type TokenRef, type TokenRenewal, type UploadToken } from '@waybill/domain';
import { Principals } from '../../auth/principals.js';
import { tokenNotFound } from './get-upload-token.js';

@Injectable()
export class RenewUploadToken {
  constructor(
    private readonly data: TenantData,
    private readonly principals: Principals,
  ) {}

  /** @throws DomainError upload_token_not_found, for one that was revoked as well */
  async execute(ref: TokenRef, renewal: TokenRenewal): Promise<UploadToken> {
    const token = await this.data.of(ref.tenantId).uploadTokens.renew(ref, renewal);
    this.principals.forgetHolder(ref.tokenId);
    return token ?? tokenNotFound();
  }
}
