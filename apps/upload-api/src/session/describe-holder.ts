import { Injectable } from '@nestjs/common';
import { type ApiKeyRecord, ApiKeyRepository, DomainError, type Principal } from '@waybill/domain';

/** Whose key it is, in words that people know: the tenant's name, the key's first characters. */
@Injectable()
export class DescribeHolder {
  constructor(private readonly keys: ApiKeyRepository) {}

  /** @throws DomainError unauthenticated, database_unavailable */
  async execute({ keyId }: Principal): Promise<ApiKeyRecord> {
    const record = await this.keys.find(keyId);
    if (record && !record.revokedAt) return record;
    throw new DomainError('unauthenticated', 'The key was revoked.');
  }
}
