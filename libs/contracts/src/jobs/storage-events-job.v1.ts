import { STORAGE_EVENT_KINDS } from '@waybill/vocabulary';
import { z } from 'zod';

export const storageEventSchema = z.object({
  kind: z.enum(STORAGE_EVENT_KINDS),
  name: z.string(),
  bucket: z.string(),
  key: z.string(),
  size: z.number().int().nonnegative().optional(),
  etag: z.string().optional(),
  sequencer: z.string().optional(),
  versionId: z.string().optional(),
  time: z.string().optional(),
});

/** A batch of normalised storage events: one job, one SQL statement. */
export const storageEventsJobV1 = z.object({
  version: z.literal(1),
  receivedAt: z.iso.datetime(),
  events: z.array(storageEventSchema).min(1).max(500),
  /** Of the dead letter that these events were; absent where they come for the first time. */
  history: z
    .object({ firstSeenAt: z.iso.datetime(), timesSeen: z.number().int().positive() })
    .optional(),
});

export type StorageEventsJobV1 = z.infer<typeof storageEventsJobV1>;
