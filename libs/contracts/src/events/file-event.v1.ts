import { FILE_EVENT_TYPES, TENANT_EVENT_TYPES } from '@waybill/vocabulary';
import { z } from 'zod';

export const fileEventTypeSchema = z.enum(FILE_EVENT_TYPES);

/** What concerns a tenant as a whole, and no file. */
export const tenantEventTypeSchema = z.enum(TENANT_EVENT_TYPES);

const published = {
  position: z.number().int().positive(),
  tenantId: z.uuid(),
  at: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
};

export const fileEventV1 = z.object({
  ...published,
  type: fileEventTypeSchema,
  fileId: z.uuid(),
});

const tenantEventV1 = z.object({ ...published, type: tenantEventTypeSchema });

/** What the relay tells every API replica, in order of publication. */
export const fileEventsMessageV1 = z.object({
  version: z.literal(1),
  events: z.array(z.union([fileEventV1, tenantEventV1])).min(1),
});

export type FileEventsMessageV1 = z.infer<typeof fileEventsMessageV1>;
