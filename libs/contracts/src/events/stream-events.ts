import { z } from 'zod';
import { fileId, timestamp } from '../http/common.js';
import { fileSchema } from '../http/files.js';
import { fileEventTypeSchema, tenantEventTypeSchema } from './file-event.v1.js';

const about = { fileId, at: timestamp };

/** The `data:` of an event that the journal keeps; what else it holds depends on `type`. */
export const streamedFileEventSchema = z
  .object({ ...about, type: fileEventTypeSchema })
  .loose()
  .meta({ id: 'StreamedFileEvent' });

/** The `data:` of what the journal keeps of the tenant and of no file. */
export const streamedTenantEventSchema = z
  .object({ type: tenantEventTypeSchema, at: timestamp })
  .loose()
  .meta({ id: 'StreamedTenantEvent' });

/** The `data:` of a chunk that has just been believed; has no `id:`. */
export const streamedChunkSchema = z
  .object({
    ...about,
    type: z.literal('chunk.uploaded'),
    number: z.number().int().positive(),
    etag: z.string(),
    size: z.number().int().nonnegative().meta({ description: 'Bytes' }),
  })
  .meta({ id: 'StreamedChunk' });

/** The `data:` of the first event of a file's stream that is not resumed. */
export const streamedSnapshotSchema = z
  .object({ ...about, type: z.literal('file.snapshot'), file: fileSchema })
  .meta({ id: 'StreamedSnapshot' });
