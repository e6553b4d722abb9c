import { TENANT_STATUSES } from '@waybill/vocabulary';
import { z } from 'zod';
import { cursor, pageLimit, timestamp } from './common.js';

const status = z.enum(TENANT_STATUSES).meta({
  description: '`disabled`: none of its keys is let in; `deleting`: nor ever again',
});

export const listTenantsQuerySchema = z.object({
  name: z.string().max(100).optional().meta({ description: 'Only the one of this name' }),
  limit: pageLimit(200, 50),
  cursor,
});

export const updateTenantSchema = z
  .strictObject({ status: z.enum(['active', 'disabled']) })
  .meta({ id: 'UpdateTenant' });

export const tenantSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    status,
    createdAt: timestamp,
    disabledAt: timestamp.optional(),
    deletedAt: timestamp.optional().meta({ description: 'Since when it is being deleted' }),
    filesLeft: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Of a tenant that is being deleted: its files that are still there' }),
  })
  .meta({ id: 'Tenant' });

export const tenantListSchema = z
  .object({ items: z.array(tenantSchema), nextCursor: z.string().optional() })
  .meta({ id: 'TenantList' });

export type ListTenantsQuery = z.output<typeof listTenantsQuerySchema>;
export type UpdateTenantBody = z.output<typeof updateTenantSchema>;
export type TenantBody = z.infer<typeof tenantSchema>;
export type TenantListBody = z.infer<typeof tenantListSchema>;
