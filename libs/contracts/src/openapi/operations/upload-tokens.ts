import {
  createUploadTokenSchema,
  createdUploadTokenSchema,
  listUploadTokensQuerySchema,
  renewUploadTokenSchema,
  uploadTokenListSchema,
  uploadTokenSchema,
} from '../../http/upload-tokens.js';
import { answer, page, type Operation } from '../operation.js';
import { uploadTokenParams } from '../parameters.js';

const token = {
  id: '019a9b0c-7f00-7000-8000-0000000000bb',
  name: 'photo form',
  hint: 'wbt_Zx81',
  status: 'active',
  maxFileSize: 10_000_000,
  maxFiles: 1,
  contentTypes: ['image/*'],
  metadata: { order: '2041' },
  origins: ['https://shop.example.com'],
  events: 'own',
  used: { files: 0, bytes: 0 },
  createdAt: '2025-11-19T10:00:00.000Z',
  expiresAt: '2025-11-19T11:00:00.000Z',
};

const common = { tag: 'Upload tokens' } as const;

export const uploadTokenOperations: readonly Operation[] = [
  {
    ...common,
    id: 'createUploadToken',
    method: 'post',
    path: '/v1/upload-tokens',
    access: 'files:write',
    summary: 'Make a token for a browser, or for another client that is not trusted',
    description:
      'Whoever holds it declares, sends, completes and aborts files of its own, within its policy and ' +
      "the tenant's limits, and sees no others. It is used as a key is, and ends with the key that " +
      'made it. The token is shown this once; only its SHA-256 is kept.',
    body: {
      schema: createUploadTokenSchema,
      required: true,
      examples: {
        'One photo, from a page': {
          expiresIn: 3_600,
          maxFiles: 1,
          maxFileSize: 10_000_000,
          contentTypes: ['image/*'],
          metadata: { order: '2041' },
          origins: ['https://shop.example.com'],
          events: 'own',
        },
      },
    },
    responses: [
      {
        status: 201,
        description: 'The token',
        schema: createdUploadTokenSchema,
        headers: { Location: 'Of the token' },
        example: { ...token, token: 'wbt_Zx81Q0b3kKcVw2mJ7yq5Hn9sTt4uRe6pLa8fGd0iXoM' },
      },
    ],
    problems: ['metadata_invalid'],
  },
  {
    ...common,
    id: 'listUploadTokens',
    method: 'get',
    path: '/v1/upload-tokens',
    access: 'files:read',
    summary: "The tenant's tokens, newest first, ended ones included",
    query: listUploadTokensQuerySchema,
    responses: [page(uploadTokenListSchema, token)],
    problems: ['cursor_invalid'],
  },
  {
    ...common,
    id: 'getOwnUploadToken',
    method: 'get',
    path: '/v1/upload-tokens/self',
    access: 'files:read',
    tokens: true,
    summary: 'The token that makes this call: what it may do, and what is used of that',
    responses: [answer(200, 'It', uploadTokenSchema, token)],
    problems: ['upload_token_not_found'],
  },
  {
    ...common,
    id: 'getUploadToken',
    method: 'get',
    path: '/v1/upload-tokens/{id}',
    access: 'files:read',
    summary: 'One token',
    params: uploadTokenParams,
    responses: [answer(200, 'It', uploadTokenSchema, token)],
    problems: ['upload_token_not_found'],
  },
  {
    ...common,
    id: 'renewUploadToken',
    method: 'post',
    path: '/v1/upload-tokens/{id}/renew',
    access: 'files:write',
    summary: 'Have a token end later',
    description:
      'The same token goes on, with what is used of it; one that has ended is good again. It never ' +
      'ends sooner by this. A token that was revoked is not renewed.',
    params: uploadTokenParams,
    body: { schema: renewUploadTokenSchema, required: false, examples: { 'An hour': {} } },
    responses: [answer(200, 'As it is now', uploadTokenSchema, token)],
    problems: ['upload_token_not_found'],
  },
  {
    ...common,
    id: 'revokeUploadToken',
    method: 'delete',
    path: '/v1/upload-tokens/{id}',
    access: 'files:write',
    summary: 'Revoke a token',
    description:
      'It makes and completes nothing from now on, and is refused everywhere within 10 seconds. Its ' +
      'files stay; a key can complete what has arrived. URLs that were given out last until their end.',
    params: uploadTokenParams,
    responses: [{ status: 204, description: 'Revoked' }],
    problems: ['upload_token_not_found'],
  },
];
