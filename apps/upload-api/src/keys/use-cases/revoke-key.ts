import { DomainError, type ApiKeyRepository } from '@waybill/domain';

/** Ids of keys are UUIDs; anything else need not be looked up. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export class RevokeKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    /** Whatever remembers holders of keys forgets them. */
    private readonly forget: () => void,
  ) {}

  /** @throws DomainError key_not_found */
  async execute(id: string): Promise<void> {
    const revoked = UUID.test(id) && (await this.keys.revoke(id));
    if (!revoked) throw new DomainError('key_not_found', 'No such key.');
    this.forget();
  }
}
