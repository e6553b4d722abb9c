import { KEY_ROLES, SCOPES } from '@waybill/vocabulary';
import { z } from 'zod';
import { timestamp } from './common.js';

/** Seconds: ten years. */
const MAX_LIFETIME = 315_360_000;

/** Seconds: 30 days. */
const MAX_OVERLAP = 2_592_000;

/** A name for people. */
export const displayName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}+$/u, 'A name holds no control characters.');

const name = displayName.meta({ description: 'For people: what the key is for' });

export const keyScopeSchema = z.enum(SCOPES);

const scopes = z.array(keyScopeSchema).min(1).max(SCOPES.length);

const expiresIn = z.number().int().min(60).max(MAX_LIFETIME);

export const createKeySchema = z
  .strictObject({
    tenant: z
      .string()
      .optional()
      .meta({ description: 'Made if it is new; leave out for an admin key' }),
    role: z.enum(KEY_ROLES).default('tenant'),
    name: name.optional(),
    scopes: scopes.optional().meta({ description: 'What it may do; all that its role can have' }),
    expiresIn: expiresIn
      .optional()
      .meta({ description: 'Seconds after which it is refused; never, where it is left out' }),
  })
  .meta({ id: 'CreateKey' });

export const rotateKeySchema = z
  .strictObject({
    overlap: z
      .number()
      .int()
      .min(0)
      .max(MAX_OVERLAP)
      .default(86_400)
      .meta({ description: 'Seconds for which the key until now works as well' }),
    expiresIn: expiresIn.optional().meta({
      description:
        'Seconds after which the new key is refused; as long as the old one was given, if it was',
    }),
  })
  .meta({ id: 'RotateKey' });

export const keySchema = z
  .object({
    id: z.string(),
    role: z.enum(KEY_ROLES),
    tenant: z.string().optional(),
    name: z.string().optional(),
    scopes: z.array(keyScopeSchema),
    hint: z.string().meta({ description: 'The first characters of the key' }),
    createdAt: timestamp,
    expiresAt: timestamp.optional(),
    lastUsedAt: timestamp
      .optional()
      .meta({ description: 'To within some minutes; absent where it never was' }),
    revokedAt: timestamp.optional(),
  })
  .meta({ id: 'Key' });

export const createdKeySchema = keySchema
  .extend({ key: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'CreatedKey' });

export const rotatedKeySchema = createdKeySchema
  .extend({
    previousExpiresAt: timestamp.meta({ description: 'Until then the key until now works, too' }),
  })
  .meta({ id: 'RotatedKey' });

export const listKeysQuerySchema = z.object({ tenant: z.string().optional() });

export const keyListSchema = z.object({ items: z.array(keySchema) }).meta({ id: 'KeyList' });

export type CreateKeyBody = z.output<typeof createKeySchema>;
/** As a client sends it: what has a default may be left out. */
export type CreateKeyInput = z.input<typeof createKeySchema>;
export type RotateKeyBody = z.output<typeof rotateKeySchema>;
export type RotateKeyInput = z.input<typeof rotateKeySchema>;
export type ListKeysQuery = z.output<typeof listKeysQuerySchema>;
export type KeyBody = z.infer<typeof keySchema>;
export type CreatedKeyBody = z.infer<typeof createdKeySchema>;
export type RotatedKeyBody = z.infer<typeof rotatedKeySchema>;
export type KeyListBody = z.infer<typeof keyListSchema>;
