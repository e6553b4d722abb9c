import { Injectable } from '@nestjs/common';
import { type ApiKeyRecord, ApiKeyRepository, DomainError } from '@waybill/domain';
import { generateKey, hashKey, keyHint } from '../../auth/api-key.js';
import { Principals } from '../../auth/principals.js';
import type { CreatedKey } from './create-api-key.js';

/** Seconds. */
export interface RotationTimes {
  readonly overlap: number;
  readonly expiresIn?: number;
}

export interface RotatedKey extends CreatedKey {
  readonly previousExpiresAt: Date;
}

/** A new key in place of one, which works beside it for a while, so that its holder can follow. */
@Injectable()
export class RotateApiKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly principals: Principals,
  ) {}

  /** @throws DomainError key_not_found */
  async execute(id: string, { overlap, expiresIn }: RotationTimes): Promise<RotatedKey> {
    const { role } = await this.find(id);
    const key = generateKey(role);
    const rotated = await this.keys.rotate(id, {
      hash: hashKey(key),
      hint: keyHint(key),
      overlap,
      ...(expiresIn !== undefined && { expiresIn }),
    });
    if (!rotated) throw notGood();
    this.principals.forget();
    return { ...rotated, key };
  }

  /** The prefix of the new key goes by the role of the one until now. */
  private async find(id: string): Promise<ApiKeyRecord> {
    const record = (await this.keys.list()).find((one) => one.id === id);
    if (!record) throw notGood();
    return record;
  }
}

function notGood(): DomainError {
  return new DomainError('key_not_found', 'No such key, or it was revoked or has expired.');
}
