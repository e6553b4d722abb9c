import { LIMIT_NAMES, type LimitName } from '@waybill/vocabulary';
import { z } from 'zod';

const WHAT: Readonly<Record<LimitName, string>> = {
  openUploads: 'Files that are neither completed nor over',
  openChunks: 'Chunks of unfinished files',
  bytesInFlight: 'Bytes of unfinished files, sent or not',
  storedBytes:
    'Bytes of completed files; unfinished ones are counted in, so that there is room for them',
  fileSize: 'Bytes of one file',
  streams: 'Event streams and waiting requests at once',
  requestsPerSecond: 'Requests a second, of all replicas together',
};

/** What the columns of these can hold. */
const SMALL: readonly LimitName[] = ['streams', 'requestsPerSecond'];

const amount = (name: LimitName) =>
  z
    .number()
    .int()
    .min(name === 'requestsPerSecond' ? 1 : 0)
    .max(SMALL.includes(name) ? 1_000_000_000 : Number.MAX_SAFE_INTEGER);

/** A member of each limit's name. */
function each<Schema extends z.ZodType>(make: (name: LimitName) => Schema) {
  return Object.fromEntries(LIMIT_NAMES.map((name) => [name, make(name)])) as Record<
    LimitName,
    Schema
  >;
}

export const updateLimitsSchema = z
  .strictObject(
    each((name) => amount(name).nullable().optional().meta({ description: WHAT[name] })),
  )
  .meta({
    id: 'UpdateLimits',
    description: 'What is left out stays; null goes back to what the installation has by default',
  });

const limit = (name: LimitName) =>
  z
    .object({
      max: z.number().int().optional().meta({ description: 'Absent where there is no limit' }),
      used: z
        .number()
        .int()
        .optional()
        .meta({ description: 'Absent for what is not counted by the files' }),
    })
    .meta({ description: WHAT[name] });

export const limitsSchema = z.object(each(limit)).meta({ id: 'Limits' });

export const usageSchema = z
  .object({
    tenant: limitsSchema.optional().meta({ description: 'Of all of its keys together' }),
    key: limitsSchema.optional().meta({ description: 'Of the key that calls' }),
  })
  .meta({ id: 'Usage' });

export type UpdateLimitsBody = z.output<typeof updateLimitsSchema>;
export type LimitsBody = z.infer<typeof limitsSchema>;
export type UsageBody = z.infer<typeof usageSchema>;
