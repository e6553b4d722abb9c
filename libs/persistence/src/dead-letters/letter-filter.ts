import type { DeadLetter, LetterFilter } from '@waybill/domain';
import { And, LessThan, MoreThanOrEqual } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import type { DeadLetterEntity } from '../entities/dead-letter.entity.js';

export function fits(filter: LetterFilter): FindOptionsWhere<DeadLetterEntity> {
  const { reason, source, since, before } = filter;
  const times = [...(since ? [MoreThanOrEqual(since)] : []), ...(before ? [LessThan(before)] : [])];
  return {
    ...(reason !== undefined && { reason }),
    ...(source !== undefined && { source }),
    ...(times.length > 0 && { lastSeenAt: And(...times) }),
  };
}

export function toDeadLetter({ id, ...letter }: DeadLetterEntity): DeadLetter {
  return { ...letter, id: String(id) };
}
