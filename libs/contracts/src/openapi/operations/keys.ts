import {
  createKeySchema,
  createdKeySchema,
  keyListSchema,
  listKeysQuerySchema,
  rotateKeySchema,
  rotatedKeySchema,
} from '../../http/keys.js';
import { answer, type Operation } from '../operation.js';
import { keyParams } from '../parameters.js';

const key = {
  id: '019a9b0c-7f00-7000-8000-0000000000aa',
  role: 'tenant',
  tenant: 'billing',
  name: 'nightly export',
  scopes: ['files:read', 'files:write'],
  hint: 'wbk_Zx81',
  createdAt: '2025-11-19T10:00:00.000Z',
  expiresAt: '2026-11-19T10:00:00.000Z',
};

const created = { ...key, key: 'wbk_Zx81Q0b3kKcVw2mJ7yq5Hn9sTt4uRe6pLa8fGd0iXoM' };

const common = { tag: 'Administration', access: 'admin' } as const;

export const keyOperations: readonly Operation[] = [
  {
    ...common,
    id: 'createKey',
    method: 'post',
    path: '/v1/admin/keys',
    summary: 'Make a key',
    description:
      'The key is shown this once; only its SHA-256 is kept. A key may do what its scopes say: ' +
      '`files:read` and `files:write` (who uploads needs both), `events:read` for streams, ' +
      '`webhooks:write`; keys of role `admin` have `admin`, and no other key has.',
    body: {
      schema: createKeySchema,
      required: true,
      examples: {
        'For a tenant': { tenant: 'billing' },
        'To read alone, for a month': {
          tenant: 'billing',
          name: 'auditors',
          scopes: ['files:read'],
          expiresIn: 2_592_000,
        },
        'For on-call': { role: 'admin' },
      },
    },
    responses: [answer(201, 'The key', createdKeySchema, created)],
    problems: ['tenant_name_invalid', 'tenant_deleting'],
  },
  {
    ...common,
    id: 'listKeys',
    method: 'get',
    path: '/v1/admin/keys',
    summary: 'The keys, revoked and expired ones included',
    query: listKeysQuerySchema,
    responses: [answer(200, 'All of them', keyListSchema, { items: [key] })],
    problems: ['tenant_name_invalid'],
  },
  {
    ...common,
    id: 'rotateKey',
    method: 'post',
    path: '/v1/admin/keys/{id}/rotate',
    summary: 'A new key in place of one',
    description:
      'With the same tenant, name and scopes. The one until now expires after `overlap`, so that ' +
      'its holder can follow. A key that was revoked or has expired is not rotated.',
    params: keyParams,
    body: { schema: rotateKeySchema, required: false, examples: { 'At once': { overlap: 0 } } },
    responses: [
      answer(200, 'The new key', rotatedKeySchema, {
        ...created,
        previousExpiresAt: '2025-11-20T10:00:00.000Z',
      }),
    ],
    problems: ['key_not_found'],
  },
  {
    ...common,
    id: 'revokeKey',
    method: 'delete',
    path: '/v1/admin/keys/{id}',
    summary: 'Revoke a key',
    description: 'It is refused everywhere within 10 seconds.',
    params: keyParams,
    responses: [{ status: 204, description: 'Revoked' }],
    problems: ['key_not_found'],
  },
];
