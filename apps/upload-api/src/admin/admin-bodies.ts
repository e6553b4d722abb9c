import type { DeadLetterListBody, KeyBody } from '@waybill/contracts';
import type { ApiKeyRecord, DeadLetter } from '@waybill/domain';

export function keyBody(record: ApiKeyRecord): KeyBody {
  return {
    id: record.id,
    role: record.role,
    tenant: record.tenant,
    hint: record.hint,
    createdAt: record.createdAt.toISOString(),
    revokedAt: record.revokedAt?.toISOString(),
  };
}

export function deadLetterBody(letter: DeadLetter): DeadLetterListBody['items'][number] {
  return {
    id: letter.id,
    reason: letter.reason,
    detail: letter.detail,
    body: letter.body,
    source: letter.source,
    firstSeenAt: letter.firstSeenAt.toISOString(),
    lastSeenAt: letter.lastSeenAt.toISOString(),
    timesSeen: letter.timesSeen,
  };
}
