import { z } from 'zod';

/** What became of the records that the store sent. */
export const storageEventsTakenSchema = z
  .object({
    queued: z.number().int().meta({ description: 'Events on their way' }),
    deadLettered: z.number().int().meta({ description: 'Records kept, but of no use' }),
  })
  .meta({ id: 'StorageEventsTaken' });

export type StorageEventsTakenBody = z.infer<typeof storageEventsTakenSchema>;
