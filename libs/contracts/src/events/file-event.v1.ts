import { z } from 'zod';

export const fileEventTypeSchema = z.enum([
  'file.created',
  'file.uploading',
  'file.uploaded',
  'file.completing',
  'file.completed',
  'file.failed',
  'file.aborted',
  'file.expired',
  'file.deleted',
  'chunk.corrupt',
  'chunk.lost',
]);

export const fileEventV1 = z.object({
  position: z.number().int().positive(),
  type: fileEventTypeSchema,
  fileId: z.uuid(),
  tenantId: z.uuid(),
  at: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});

/** What the relay tells every API replica, in order of publication. */
export const fileEventsMessageV1 = z.object({
  version: z.literal(1),
  events: z.array(fileEventV1).min(1),
});

export type FileEventsMessageV1 = z.infer<typeof fileEventsMessageV1>;
