import {
  createKeySchema,
  createdKeySchema,
  keyListSchema,
  leftoverListSchema,
  leftoversQuerySchema,
  listKeysQuerySchema,
} from '../../http/admin.js';
import type { Operation } from '../operation.js';
import { keyParams } from '../parameters.js';

const key = {
  id: '019a9b0c-7f00-7000-8000-0000000000aa',
  role: 'tenant',
  tenant: 'billing',
  hint: 'wbk_Zx81',
  createdAt: '2025-11-19T10:00:00.000Z',
};

export const adminOperations: readonly Operation[] = [
  {
    id: 'createKey',
    method: 'post',
    path: '/v1/admin/keys',
    tag: 'Administration',
    access: 'admin',
    summary: 'Make a key',
    description: 'The key is shown this once; only its SHA-256 is kept.',
    body: {
      schema: createKeySchema,
      required: true,
      examples: { 'For a tenant': { tenant: 'billing' }, 'For on-call': { role: 'admin' } },
    },
    responses: [
      {
        status: 201,
        description: 'The key',
        schema: createdKeySchema,
        example: { ...key, key: 'wbk_Zx81Q0b3kKcVw2mJ7yq5Hn9sTt4uRe6pLa8fGd0iXoM' },
      },
    ],
    problems: ['tenant_name_invalid'],
  },
  {
    id: 'listKeys',
    method: 'get',
    path: '/v1/admin/keys',
    tag: 'Administration',
    access: 'admin',
    summary: 'The keys, revoked ones included',
    query: listKeysQuerySchema,
    responses: [
      { status: 200, description: 'All of them', schema: keyListSchema, example: { items: [key] } },
    ],
    problems: ['tenant_name_invalid'],
  },
  {
    id: 'revokeKey',
    method: 'delete',
    path: '/v1/admin/keys/{id}',
    tag: 'Administration',
    access: 'admin',
    summary: 'Revoke a key',
    description: 'It is refused everywhere within 10 seconds.',
    params: keyParams,
    responses: [{ status: 204, description: 'Revoked' }],
    problems: ['key_not_found'],
  },
  {
    id: 'listLeftovers',
    method: 'get',
    path: '/v1/admin/leftovers',
    tag: 'Administration',
    access: 'admin',
    summary: 'What lies in the store and no file needs',
    description: 'A look only. A page can be empty and not be the last.',
    query: leftoversQuerySchema,
    responses: [{ status: 200, description: 'A page', schema: leftoverListSchema }],
    problems: ['cursor_invalid', 'store_unavailable'],
  },
  {
    id: 'removeLeftovers',
    method: 'delete',
    path: '/v1/admin/leftovers',
    tag: 'Administration',
    access: 'admin',
    summary: 'Remove a page of what lies in the store and no file needs',
    description:
      'Finished objects of files that this database does not know, or has let expire, are kept: they may be what a restored database has lost. `finals=remove` removes them too.',
    query: leftoversQuerySchema,
    responses: [{ status: 200, description: 'What was removed', schema: leftoverListSchema }],
    problems: ['cursor_invalid', 'store_unavailable'],
  },
];
