import { CORRUPT_REASONS } from '@waybill/vocabulary';
import { z } from 'zod';

/** Why a chunk's object is refused, found by looking at it. */
export const chunkVerdictV1 = z.object({
  reason: z.enum(CORRUPT_REASONS),
  detail: z.string(),
  /** Of the object that is refused. */
  etag: z.string(),
  /** How often the chunk had been refused in a row until then: tells whether this one is recorded. */
  rejections: z.number().int().nonnegative(),
});

/** A chunk that is not believed before its object has been looked at. */
export const verificationJobV1 = z.object({
  version: z.literal(1),
  fileId: z.uuid(),
  number: z.number().int().positive(),
  /** As the event, or the list, had it. */
  etag: z.string(),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  sequencer: z.string().optional(),
  /** How the chunk will have come to be believed. */
  verification: z.enum(['storage', 'reconciler']),
  /** Written down before anything is done about it, for whoever takes the job over. */
  verdict: chunkVerdictV1.optional(),
});

export type ChunkVerdictV1 = z.infer<typeof chunkVerdictV1>;
export type VerificationJobV1 = z.infer<typeof verificationJobV1>;
