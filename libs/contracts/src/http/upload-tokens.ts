import { TOKEN_EVENTS, TOKEN_STATUSES } from '@waybill/vocabulary';
import { z } from 'zod';
import { textMap } from './bounded.js';
import { bytes, cursor, pageLimit, timestamp } from './common.js';
import { displayName } from './keys.js';

/** Seconds: 30 days. */
const MAX_LIFETIME = 2_592_000;

const MAX_ENTRIES = 100;

const limit = (max: number) => z.number().int().min(1).max(max);

/** A size or a sum of sizes that a `bigint` and a JSON number both hold. */
const maxBytes = limit(Number.MAX_SAFE_INTEGER);

const lifetime = limit(MAX_LIFETIME).default(3_600);

// RFC 9110, section 8.3.1, in lower case; or all of a type, or of all types.
const mediaRange = z
  .string()
  .max(127)
  .toLowerCase()
  .regex(
    /^(?:\*\/\*|[!#$%&'*+.^_`|~0-9a-z-]+\/(?:\*|[!#$&'+.^_`|~0-9a-z-]+))$/u,
    'A content type reads like "image/png", "image/*" or "*/*", without parameters.',
  )
  .refine(
    (text) => text === '*/*' || !text.startsWith('*'),
    'The type is a name, or all is "*/*".',
  );

/** As a browser sends it: scheme, host and port, and nothing after them. */
const origin = z
  .string()
  .max(253)
  .refine(
    (text) => text === '*' || (URL.canParse(text) && new URL(text).origin === text),
    'An origin reads like "https://app.example.com", or is "*".',
  );

const policy = {
  maxFileSize: maxBytes.optional().meta({ description: 'Bytes of the largest file' }),
  maxFiles: maxBytes
    .optional()
    .meta({ description: 'Files that are ever made by it, aborted ones included' }),
  maxBytes: maxBytes
    .optional()
    .meta({ description: 'Bytes of all files that are ever made by it' }),
  contentTypes: z
    .array(mediaRange)
    .min(1)
    .max(MAX_ENTRIES)
    .optional()
    .meta({ description: 'What its files may be; `image/*` is all of a kind' }),
  metadata: textMap()
    .optional()
    .meta({ description: 'What each of its files has; the holder can say nothing else of these' }),
  origins: z
    .array(origin)
    .min(1)
    .max(MAX_ENTRIES)
    .optional()
    .meta({
      description:
        'Pages that may use it, or `*`. These may call the API by CORS as long as the token is good; ' +
        'a call from a page of another origin is refused',
    }),
  events: z
    .enum(TOKEN_EVENTS)
    .default('none')
    .meta({
      description:
        "What it may watch: nothing, each of its own files, or all of the tenant's events as well. " +
        'Who makes it needs `events:read` for more than nothing',
    }),
};

export const createUploadTokenSchema = z
  .strictObject({
    name: displayName.optional().meta({ description: 'For people: what the token is for' }),
    expiresIn: lifetime.meta({ description: 'Seconds; never longer than the key that makes it' }),
    ...policy,
  })
  .meta({ id: 'CreateUploadToken' });

export const renewUploadTokenSchema = z
  .strictObject({ expiresIn: lifetime.meta({ description: 'Seconds from now' }) })
  .meta({ id: 'RenewUploadToken' });

export const uploadTokenSchema = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    hint: z.string().meta({ description: 'The first characters of the token' }),
    status: z.enum(TOKEN_STATUSES),
    maxFileSize: bytes('Of the largest file').optional(),
    maxFiles: z.number().int().optional(),
    maxBytes: bytes('Of all its files').optional(),
    contentTypes: z.array(z.string()).optional(),
    metadata: z.record(z.string(), z.string()),
    origins: z.array(z.string()).optional(),
    events: z.enum(TOKEN_EVENTS),
    used: z
      .object({ files: z.number().int(), bytes: bytes('Of these files') })
      .meta({ description: 'What was made by it until now, whatever became of that' }),
    createdAt: timestamp,
    expiresAt: timestamp,
    revokedAt: timestamp.optional(),
  })
  .meta({ id: 'UploadToken' });

export const createdUploadTokenSchema = uploadTokenSchema
  .extend({ token: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'CreatedUploadToken' });

export const listUploadTokensQuerySchema = z.object({ limit: pageLimit(200, 50), cursor });

export const uploadTokenListSchema = z
  .object({ items: z.array(uploadTokenSchema), nextCursor: z.string().optional() })
  .meta({ id: 'UploadTokenList' });

export type CreateUploadTokenBody = z.output<typeof createUploadTokenSchema>;
/** As a client sends it: what has a default may be left out. */
export type CreateUploadTokenInput = z.input<typeof createUploadTokenSchema>;
export type RenewUploadTokenBody = z.output<typeof renewUploadTokenSchema>;
export type RenewUploadTokenInput = z.input<typeof renewUploadTokenSchema>;
export type UploadTokenBody = z.infer<typeof uploadTokenSchema>;
export type CreatedUploadTokenBody = z.infer<typeof createdUploadTokenSchema>;
export type ListUploadTokensQuery = z.output<typeof listUploadTokensQuerySchema>;
export type UploadTokenListBody = z.infer<typeof uploadTokenListSchema>;
