import { CHUNK_STATUSES, VERIFICATIONS } from '@waybill/vocabulary';
import { z } from 'zod';
import { formByMember, list } from './bounded.js';
import { bytes, cursor, md5Hex, pageLimit, sha256Hex, timestamp } from './common.js';

export const chunkStatusSchema = z.enum(CHUNK_STATUSES);

export const chunkSchema = z
  .object({
    number: z.number().int().meta({ description: 'From 1' }),
    offset: bytes('Where the chunk starts in the file'),
    size: bytes('Of this chunk'),
    status: chunkStatusSchema,
    sha256: sha256Hex.optional(),
    etag: z.string().optional(),
    verification: z.enum(VERIFICATIONS).optional(),
    uploadedAt: timestamp.optional(),
  })
  .meta({ id: 'Chunk' });

export type ChunkBody = z.infer<typeof chunkSchema>;

export const listChunksQuerySchema = z.object({
  status: chunkStatusSchema
    .optional()
    .meta({ description: '`pending` is what is missing, chunks found corrupt included' }),
  limit: pageLimit(1_000, 1_000),
  cursor,
});

export type ListChunksQuery = z.output<typeof listChunksQuerySchema>;

export const chunkListSchema = z
  .object({ items: z.array(chunkSchema), nextCursor: z.string().optional() })
  .meta({ id: 'ChunkList' });

export type ChunkListBody = z.infer<typeof chunkListSchema>;

/** As many as a file can have; how many in one call, the domain says with a code of its own. */
const MAX_LISTED = 10_000;

/** What clients are told. */
const perCall = { minItems: 1, maxItems: 1_000 };

/** One of three ways to name chunks; at most 1,000 in one call. */
export const chunkUrlsSchema = formByMember({
  numbers: z.strictObject({
    numbers: list(z.number(), { min: 1, max: MAX_LISTED }).meta(perCall),
  }),
  range: z.strictObject({ range: z.string().meta({ example: '1-100' }) }),
  chunks: z.strictObject({
    chunks: list(
      z.strictObject({
        number: z.number(),
        sha256: sha256Hex.optional(),
        md5: md5Hex.optional(),
      }),
      { min: 1, max: MAX_LISTED },
    ).meta(perCall),
  }),
}).meta({
  id: 'ChunkUrlsRequest',
  description:
    'Chunks by `numbers`, by `range` (chunks of it that are there already are left out), or as ' +
    '`chunks` with the digests that their URLs are to be bound to.',
});

export type ChunkUrlsRequestBody = z.infer<typeof chunkUrlsSchema>;

export const chunkUrlListSchema = z
  .object({
    urls: z.array(
      z.object({
        number: z.number().int(),
        method: z.literal('PUT'),
        url: z.string(),
        headers: z.record(z.string(), z.string()).meta({
          description:
            'Exactly what the client must send, all of it signed: `content-type` too, which a ' +
            'client would else add by itself. A browser sets content-length itself',
        }),
        expiresAt: timestamp,
        confirm: z.boolean().optional().meta({
          description:
            'True where no storage event will tell of it: report its ETag once it is sent',
        }),
      }),
    ),
    reused: z
      .array(z.number().int())
      .optional()
      .meta({ description: 'Chunks asked for that the tenant has stored already: send nothing' }),
  })
  .meta({ id: 'ChunkUrls' });

export type ChunkUrlListBody = z.infer<typeof chunkUrlListSchema>;

export const confirmChunkSchema = z
  .strictObject({ etag: z.string().min(1).max(200) })
  .meta({ id: 'ConfirmChunk' });

export type ConfirmChunkBody = z.infer<typeof confirmChunkSchema>;

export const confirmChunksSchema = z
  .strictObject({
    chunks: list(z.strictObject({ number: z.number(), etag: z.string().min(1).max(200) }), {
      min: 1,
      max: MAX_LISTED,
    }).meta(perCall),
  })
  .meta({ id: 'ConfirmChunks' });

export type ConfirmChunksBody = z.infer<typeof confirmChunksSchema>;

export const confirmedChunksSchema = z
  .object({
    items: z.array(chunkSchema).meta({ description: 'Those that are there, by number' }),
    refused: z
      .array(z.object({ number: z.number().int(), code: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'Those that the store does not have as they were reported' }),
  })
  .meta({ id: 'ConfirmedChunks' });

export type ConfirmedChunksBody = z.infer<typeof confirmedChunksSchema>;
