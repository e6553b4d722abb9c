import { DEAD_LETTER_REASONS } from '@waybill/vocabulary';
import { z } from 'zod';
import { cursor, pageLimit, timestamp } from './common.js';

export const deadLetterReasonSchema = z.enum(DEAD_LETTER_REASONS);

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Which letters a call is about; what is left out does not narrow. */
const filter = {
  reason: deadLetterReasonSchema.optional(),
  source: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Where it came from, e.g. `webhook`, `storage-events`' }),
  since: time.optional().meta({ description: 'Last seen then or later; RFC 3339' }),
  before: time.optional().meta({ description: 'Last seen before then; RFC 3339' }),
};

export const listDeadLettersQuerySchema = z.object({
  ...filter,
  limit: pageLimit(200, 50),
  cursor,
});

export type ListDeadLettersQuery = z.output<typeof listDeadLettersQuerySchema>;

export const deadLetterSchema = z
  .object({
    id: z.string(),
    reason: z.string(),
    detail: z.string().meta({ description: 'For people: what exactly was wrong' }),
    body: z.string().meta({ description: 'As it came; in a list, its first 4,096 characters' }),
    source: z.string(),
    firstSeenAt: timestamp,
    lastSeenAt: timestamp,
    timesSeen: z.number().int(),
  })
  .meta({ id: 'DeadLetter' });

export type DeadLetterBody = z.infer<typeof deadLetterSchema>;

export const deadLetterListSchema = z
  .object({
    items: z.array(deadLetterSchema),
    total: z.number().int().meta({ description: 'Of all that fit' }),
    byReason: z
      .record(z.string(), z.number().int())
      .meta({ description: 'Of all that fit, how many of each reason' }),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'DeadLetterList' });

export type DeadLetterListBody = z.infer<typeof deadLetterListSchema>;

export const replayDeadLettersSchema = z
  .strictObject({
    ...filter,
    limit: z.number().int().min(1).max(200).default(100),
    cursor,
  })
  .meta({ id: 'ReplayDeadLetters' });

export type ReplayDeadLettersBody = z.output<typeof replayDeadLettersSchema>;

export const replayedLetterSchema = z
  .object({
    id: z.string(),
    outcome: z.enum(['replayed', 'kept']),
    events: z.number().int().meta({ description: 'On their way again' }),
    detail: z.string().optional().meta({ description: 'Why it was kept' }),
  })
  .meta({ id: 'ReplayedLetter' });

export type ReplayedLetterBody = z.infer<typeof replayedLetterSchema>;

export const replayedLetterListSchema = z
  .object({
    items: z.array(replayedLetterSchema).meta({ description: 'Oldest first' }),
    replayed: z.number().int(),
    kept: z.number().int(),
    nextCursor: z.string().optional().meta({
      description: 'Goes on with the letters there were when the first page was replayed',
    }),
  })
  .meta({ id: 'ReplayedLetterList' });

export type ReplayedLetterListBody = z.infer<typeof replayedLetterListSchema>;

export const dropDeadLettersSchema = z
  .strictObject({ ...filter, all: z.literal(true).optional() })
  .refine(
    ({ all, ...narrowing }) =>
      (all === true) !== Object.values(narrowing).some((value) => value !== undefined),
    'Say which letters by at least one filter, or all of them by "all": true.',
  )
  .meta({ id: 'DropDeadLetters' });

export type DropDeadLettersBody = z.output<typeof dropDeadLettersSchema>;

export const droppedLettersSchema = z
  .object({ dropped: z.number().int() })
  .meta({ id: 'DroppedLetters' });

export type DroppedLettersBody = z.infer<typeof droppedLettersSchema>;
