import { z } from 'zod';
import { cursor, pageLimit, timestamp } from './common.js';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const id = z.string().max(100).optional();

export const auditQuerySchema = z.object({
  tenantId: z.uuid().optional().meta({ description: 'What concerns this tenant alone' }),
  actorId: id.meta({ description: 'What this key or upload token did' }),
  operation: id.meta({ description: 'By this call: the `operationId` of this document' }),
  resourceId: id.meta({ description: 'What happened to this file, key, token, tenant or webhook' }),
  since: time.optional().meta({ description: 'Then or later; RFC 3339' }),
  until: time.optional().meta({ description: 'Before then; RFC 3339' }),
  limit: pageLimit(200, 50),
  cursor,
});

export const auditEntrySchema = z
  .object({
    id: z.string(),
    at: timestamp,
    operation: z.string().meta({ description: 'The `operationId` of the call' }),
    actor: z.object({ kind: z.string(), id: z.string() }).meta({
      description: 'Who made the call; `kind` is `key` or `token`, and others may come',
    }),
    address: z.string().meta({ description: 'From where' }),
    requestId: z.string().meta({ description: '`X-Request-Id` of the answer' }),
    tenantId: z.string().optional(),
    resource: z.object({ type: z.string(), id: z.string().optional() }),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What it was made with, or what has changed, by column' }),
  })
  .meta({ id: 'AuditEntry' });

export const auditListSchema = z
  .object({ items: z.array(auditEntrySchema), nextCursor: z.string().optional() })
  .meta({ id: 'AuditList' });

export type AuditQueryParameters = z.output<typeof auditQuerySchema>;
export type AuditEntryBody = z.infer<typeof auditEntrySchema>;
export type AuditListBody = z.infer<typeof auditListSchema>;
