import { z } from 'zod';

/** Bytes; the domain checks the limits, so that each has an error code of its own. */
export const bytes = (description: string) =>
  z.number().meta({ description, type: 'integer', minimum: 0 });

export const timestamp = z.iso.datetime().meta({ description: 'RFC 3339, UTC' });

export const fileId = z
  .uuid()
  .meta({ description: 'UUIDv7', example: '019a9b0c-7f00-7000-8000-000000000001' });

export const sha256Hex = z.string().meta({
  description: 'SHA-256 as 64 hexadecimal digits',
  example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
});

export const md5Hex = z.string().meta({
  description: 'MD5 as 32 hexadecimal digits; what stores without SHA-256 can enforce',
  example: 'd41d8cd98f00b204e9800998ecf8427e',
});

/** Query parameters are text; a limit is 1 to `max`, `fallback` where it is left out. */
export const pageLimit = (max: number, fallback: number) =>
  z.coerce.number().int().min(1).max(max).default(fallback);

export const cursor = z
  .string()
  .max(200)
  .optional()
  .meta({ description: 'nextCursor of the page before' });

/** RFC 9457. `code` is stable; `errors` names the fields at fault. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .loose()
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
