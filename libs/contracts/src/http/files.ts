import { DRIFT_REASONS, FILE_STATUSES } from '@waybill/vocabulary';
import { z } from 'zod';
import { list, textMap } from './bounded.js';
import { bytes, cursor, fileId, md5Hex, pageLimit, sha256Hex, timestamp } from './common.js';

export const fileStatusSchema = z.enum(FILE_STATUSES);

export const fileSchema = z
  .object({
    id: fileId,
    name: z.string(),
    size: bytes('Of the whole file'),
    contentType: z.string(),
    status: fileStatusSchema,
    strategy: z.string().meta({ description: 'How the bytes travel', example: 'chunks' }),
    chunkSize: bytes('Of every chunk but the last'),
    chunkCount: z.number().int(),
    uploadedChunks: z.number().int().meta({ description: 'Including the reused ones' }),
    uploadedBytes: bytes('Including the reused ones'),
    reusedChunks: z.number().int(),
    autoComplete: z.boolean(),
    fingerprint: z
      .string()
      .optional()
      .meta({ description: "SHA-256 over the chunks' SHA-256 digests in order, in hex, then -N" }),
    location: z
      .object({
        bucket: z.string(),
        key: z.string(),
        etag: z.string(),
        versionId: z.string().optional(),
      })
      .optional(),
    metadata: z.record(z.string(), z.string()),
    createdAt: timestamp,
    updatedAt: timestamp,
    expiresAt: timestamp.optional(),
    completedAt: timestamp.optional(),
    failure: z.object({ code: z.string(), detail: z.string() }).optional(),
    drift: z
      .object({ reason: z.enum(DRIFT_REASONS), since: timestamp })
      .optional()
      .meta({
        description: 'The object in the store is gone, or not the one that was completed',
      }),
  })
  .meta({ id: 'File' });

export type FileBody = z.infer<typeof fileSchema>;

export const createFileSchema = z
  .strictObject({
    name: z
      .string()
      .meta({ description: 'One path segment, at most 1,024 bytes', example: 'holiday.mp4' }),
    size: bytes('Of the whole file; 0 is a file'),
    contentType: z.string().optional().meta({ default: 'application/octet-stream' }),
    chunkSize: bytes('5 MiB to 5 GiB; chosen to fit when left out').optional(),
    strategy: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .meta({
        default: 'auto',
        description:
          '`auto`, `chunks`, `multipart` or `single`. `auto` is `single` for one chunk that completes ' +
          'by itself, `multipart` for several that the client reports (`reportsChunks`) and the store ' +
          'can hold to their digests, and `chunks` for all else',
      }),
    reportsChunks: z
      .boolean()
      .optional()
      .meta({
        description:
          'The client confirms each chunk whose URL says `confirm`: then `auto` may send parts, of ' +
          'which stores tell nobody, and which need no copy',
        default: false,
      }),
    autoComplete: z.boolean().optional().meta({
      description: 'Complete the file as soon as its last chunk has arrived',
      default: false,
    }),
    fingerprint: z
      .string()
      .optional()
      .meta({ description: 'Of the whole file; another one fails the file at completion' }),
    metadata: textMap().optional(),
    expiresIn: z.number().optional().meta({
      description: 'Seconds until an unfinished upload expires',
      minimum: 60,
      maximum: 2_592_000,
    }),
    chunks: list(
      z.strictObject({
        sha256: sha256Hex,
        md5: md5Hex.optional(),
        size: bytes(
          'Of this chunk. Given for every chunk, and without chunkSize, it is the plan: ' +
            'chunks cut by the client, 5 MiB to 5 GiB each but the last',
        ).optional(),
      }),
      { max: 10_000 },
    )
      .optional()
      .meta({ description: 'The fingerprint of every chunk, in order' }),
  })
  .meta({ id: 'CreateFile' });

export type CreateFileBody = z.infer<typeof createFileSchema>;

export const listFilesQuerySchema = z.object({
  status: fileStatusSchema.optional(),
  limit: pageLimit(200, 50),
  cursor,
});

export type ListFilesQuery = z.output<typeof listFilesQuerySchema>;

export const fileListSchema = z
  .object({ items: z.array(fileSchema), nextCursor: z.string().optional() })
  .meta({ id: 'FileList' });

export type FileListBody = z.infer<typeof fileListSchema>;

export const completeFileSchema = z
  .strictObject({ fingerprint: z.string().optional() })
  .meta({ id: 'CompleteFile' });

export type CompleteFileBody = z.infer<typeof completeFileSchema>;

export const downloadQuerySchema = z.object({
  disposition: z.enum(['attachment', 'inline']).default('attachment'),
  expiresIn: z.coerce.number().int().min(1).max(604_800).default(300),
});

export type DownloadQuery = z.output<typeof downloadQuerySchema>;

export const downloadSchema = z
  .object({ url: z.string(), expiresAt: timestamp })
  .meta({ id: 'Download' });

export type DownloadBody = z.infer<typeof downloadSchema>;

export const journalQuerySchema = z.object({ limit: pageLimit(500, 100), cursor });

export type JournalQuery = z.output<typeof journalQuerySchema>;

export const journalSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        at: timestamp,
        data: z.record(z.string(), z.unknown()),
        actor: z
          .object({ kind: z.string(), id: z.string() })
          .optional()
          .meta({ description: 'Whose call it was; absent for what the system did by itself' }),
      }),
    ),
    nextCursor: z.string().optional(),
  })
  .meta({ id: 'Journal' });

export type JournalBody = z.infer<typeof journalSchema>;
