import { z } from 'zod';
import { timestamp } from './common.js';

export const leftoversQuerySchema = z.object({
  // The store's own cursor is in it: the key and id of an upload.
  cursor: z.string().max(1_024).optional(),
  grace: z.coerce
    .number()
    .int()
    .min(0)
    .max(31_536_000)
    .default(86_400)
    .meta({ description: 'Seconds; what is younger is left alone' }),
  finals: z.enum(['keep', 'remove']).default('keep').meta({
    description:
      'What a DELETE does with finished objects of files that are unknown or have expired: `remove` only where no database lacks them',
  }),
});

export type LeftoversQuery = z.output<typeof leftoversQuerySchema>;

/** One page of what lies in the store and belongs to no file that needs it. */
export const leftoverListSchema = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(['object', 'upload']),
        key: z.string(),
        uploadId: z.string().optional(),
        size: z.number().int().optional(),
        modifiedAt: timestamp,
        reason: z.string().meta({ description: 'e.g. unknown_file, file_aborted, file_completed' }),
        kept: z.boolean().meta({
          description:
            'A finished object whose row may have been lost: removed by `finals=remove` alone',
        }),
      }),
    ),
    /** How many objects and uploads were looked at for this page. */
    examined: z.number().int(),
    /** True where the items that are not kept have been removed, false where this was only a look. */
    removed: z.boolean(),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'LeftoverList' });

export type LeftoverListBody = z.infer<typeof leftoverListSchema>;
