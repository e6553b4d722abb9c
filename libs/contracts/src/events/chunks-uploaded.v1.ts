import { z } from 'zod';

/** Chunks that have just been believed; told once, not kept. */
export const chunksUploadedMessageV1 = z.object({
  version: z.literal(1),
  chunks: z
    .array(
      z.object({
        fileId: z.uuid(),
        tenantId: z.uuid(),
        number: z.number().int().positive(),
        etag: z.string(),
        size: z.number().int().nonnegative(),
      }),
    )
    .min(1),
});

export type ChunksUploadedMessageV1 = z.infer<typeof chunksUploadedMessageV1>;
