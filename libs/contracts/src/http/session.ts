import { KEY_ROLES, SCOPES } from '@waybill/vocabulary';
import { z } from 'zod';
import { timestamp } from './common.js';

/** The cookie that stands for a key in a browser. */
export const SESSION_COOKIE = 'waybill_session';

/** What a page sends with calls by cookie that change something; a page of another origin cannot. */
export const SESSION_HEADER = 'x-waybill-session';

export const openSessionSchema = z
  .strictObject({
    key: z.string().min(1).max(200).meta({ description: "A tenant's or an admin's key" }),
  })
  .meta({ id: 'OpenSession' });

export type OpenSessionBody = z.output<typeof openSessionSchema>;

/** Who calls, by whatever key. */
export const sessionSchema = z
  .object({
    keyId: z.string(),
    role: z.enum(KEY_ROLES),
    tenant: z.string().optional().meta({ description: 'Present for role `tenant`' }),
    scopes: z.array(z.enum(SCOPES)),
    hint: z.string().meta({ description: 'The first characters of the key' }),
    expiresAt: timestamp.optional(),
  })
  .meta({ id: 'Session' });

export type SessionBody = z.infer<typeof sessionSchema>;
