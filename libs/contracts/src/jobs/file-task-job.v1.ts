import { z } from 'zod';

/** Work on one file: its assembly, or the removal of what it left in the store. */
export const fileTaskJobV1 = z.object({
  version: z.literal(1),
  fileId: z.uuid(),
  /** The journal position that asked for it. */
  cause: z.number().int().nonnegative(),
});

export type FileTaskJobV1 = z.infer<typeof fileTaskJobV1>;
