import { Injectable } from '@nestjs/common';
import {
  type ActingTenant,
  DomainError,
  type NewUploadToken,
  type Principal,
  TenantData,
  type UploadToken,
} from '@waybill/domain';
import { generateKey, hashKey, keyHint } from '../../auth/api-key.js';
import { assertMetadata } from '../../files/rules/metadata.js';
import { Ids } from '../../platform/ids.js';

export interface CreatedToken {
  readonly record: UploadToken;
  /** The token itself, which is nowhere else. */
  readonly token: string;
}

@Injectable()
export class CreateUploadToken {
  constructor(
    private readonly data: TenantData,
    private readonly ids: Ids,
  ) {}

  /** @throws DomainError metadata_invalid, scope_missing, unauthenticated where the key has ended */
  async execute(
    tenantId: ActingTenant,
    maker: Pick<Principal, 'keyId' | 'scopes'>,
    wanted: Pick<NewUploadToken, 'name' | 'policy' | 'expiresIn'>,
  ): Promise<CreatedToken> {
    assertMetadata(wanted.policy.metadata);
    if (wanted.policy.events !== 'none' && !maker.scopes.includes('events:read')) {
      throw new DomainError(
        'scope_missing',
        'Whoever lets a token watch events needs a key with the scope events:read.',
        { extensions: { scope: 'events:read' } },
      );
    }
    const token = generateKey('token');
    const record = await this.data.of(tenantId).uploadTokens.create({
      ...wanted,
      id: this.ids.next(),
      tenantId,
      createdBy: maker.keyId,
      hash: hashKey(token),
      hint: keyHint(token),
    });
    if (!record) throw new DomainError('unauthenticated', 'The key was revoked, or has expired.');
    return { record, token };
  }
}
