import { Controller, Get, Query } from '@nestjs/common';
import {
  auditQuerySchema,
  type AuditEntryBody,
  type AuditListBody,
  type AuditQueryParameters,
} from '@waybill/contracts';
import { type AuditEntry, AuditLog } from '@waybill/domain';
import { Allow } from '../auth/access.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';

@Controller('v1/audit')
@Allow('admin')
export class AuditController {
  constructor(private readonly audit: AuditLog) {}

  @Get()
  async list(
    @Query({ schema: auditQuerySchema }) { cursor, ...query }: AuditQueryParameters,
  ): Promise<AuditListBody> {
    const before = decodeCursor('audit', cursor);
    const { items, next } = await this.audit.list({
      ...query,
      ...(before !== undefined && { before }),
    });
    return { items: items.map(entryBody), nextCursor: next && encodeCursor('audit', next) };
  }
}

function entryBody({ id, at, actor, tenantId, resource, resourceId, data }: AuditEntry) {
  return {
    id,
    at: at.toISOString(),
    operation: actor.operation,
    actor: { kind: actor.kind, id: actor.id },
    address: actor.address,
    requestId: actor.requestId,
    tenantId,
    resource: { type: resource, id: resourceId },
    data: { ...data },
  } satisfies AuditEntryBody;
}
