import { Injectable } from '@nestjs/common';
import { ApiKeyRepository, DomainError, isUuid } from '@waybill/domain';
import { Principals } from '../../auth/principals.js';

@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly principals: Principals,
  ) {}

  /** @throws DomainError key_not_found */
  async execute(id: string): Promise<void> {
    const revoked = isUuid(id) && (await this.keys.revoke(id));
    if (!revoked) throw new DomainError('key_not_found', 'No such key.');
    this.principals.forget();
  }
}
