import {
  chunkListSchema,
  chunkSchema,
  chunkUrlListSchema,
  chunkUrlsSchema,
  confirmChunkSchema,
  confirmChunksSchema,
  confirmedChunksSchema,
  listChunksQuerySchema,
} from '../../http/chunks.js';
import { chunkExample, chunkUrlsExample } from '../examples.js';
import { answer, page, type Operation } from '../operation.js';
import { chunkParams, fileParams } from '../parameters.js';

const CLOSED = [
  'file_completing',
  'file_completed',
  'file_aborted',
  'file_expired',
  'file_deleted',
];

export const chunkOperations: readonly Operation[] = [
  {
    id: 'listChunks',
    method: 'get',
    path: '/v1/files/{id}/chunks',
    tag: 'Chunks',
    access: 'files:read',
    tokens: true,
    summary: "The file's chunks, by number",
    description:
      'To resume an upload, ask for `status=pending`: what is missing, chunks that were found ' +
      'corrupt included, and send only those.',
    params: fileParams,
    query: listChunksQuerySchema,
    responses: [page(chunkListSchema, chunkExample)],
    problems: ['file_not_found', 'cursor_invalid'],
  },
  {
    id: 'createChunkUrls',
    method: 'post',
    path: '/v1/files/{id}/chunks/urls',
    tag: 'Chunks',
    access: 'files:write',
    tokens: true,
    unaudited:
      'It gives leave to send what the file was declared with, and changes nothing of the account.',
    summary: 'Pre-signed URLs to send chunks to',
    description:
      'Each is for one PUT of exactly the size of its chunk, and of exactly its bytes where a ' +
      'digest is declared that the store can enforce. Send exactly the `headers` of the answer. ' +
      'A number that is named twice counts once. When one chunk of `numbers` or `chunks` cannot ' +
      'be signed, none is, and nothing changes. A declared digest stays with its chunk.',
    params: fileParams,
    body: {
      schema: chunkUrlsSchema,
      required: true,
      examples: {
        'By number': { numbers: [1, 2] },
        'By range': { range: '1-100' },
        'Bound to digests': { chunks: [{ number: 1, sha256: chunkExample.sha256 }] },
      },
    },
    responses: [answer(200, 'One for each chunk, by number', chunkUrlListSchema, chunkUrlsExample)],
    problems: [
      'file_not_found',
      'range_invalid',
      'too_many_numbers',
      'fingerprint_invalid',
      'chunk_out_of_plan',
      'chunk_already_uploaded',
      'chunk_digest_too_late',
      'chunk_fingerprint_conflict',
      'store_unavailable',
      ...CLOSED,
    ],
  },
  {
    id: 'confirmChunk',
    method: 'post',
    path: '/v1/files/{id}/chunks/{number}/confirm',
    tag: 'Chunks',
    access: 'files:write',
    tokens: true,
    summary: 'Report a chunk as sent',
    description:
      "For stores that send no events, or whose event is late: the ETag of the store's answer is " +
      'compared with what the store has before the chunk counts as `uploaded` ' +
      '(`verification: client`).',
    params: chunkParams,
    body: {
      schema: confirmChunkSchema,
      required: true,
      examples: { 'As the store answered': { etag: '"d41d8cd98f00b204e9800998ecf8427e"' } },
    },
    responses: [answer(200, 'The chunk', chunkSchema, chunkExample)],
    problems: [
      'file_not_found',
      'chunk_out_of_plan',
      'chunk_not_stored',
      'store_unavailable',
      ...CLOSED,
    ],
  },
  {
    id: 'confirmChunks',
    method: 'post',
    path: '/v1/files/{id}/chunks/confirm',
    tag: 'Chunks',
    access: 'files:write',
    tokens: true,
    summary: 'Report several chunks as sent',
    description:
      'As for one chunk, at most 1,000 in one call: the store is asked once for all of them where ' +
      'they are parts of a multipart upload. Each stands for itself: the answer names those that ' +
      'are there, and those that were refused. A number that is named twice counts once.',
    params: fileParams,
    body: {
      schema: confirmChunksSchema,
      required: true,
      examples: {
        'As the store answered': {
          chunks: [{ number: 1, etag: '"d41d8cd98f00b204e9800998ecf8427e"' }],
        },
      },
    },
    responses: [
      answer(200, 'What is there, and what is not', confirmedChunksSchema, {
        items: [chunkExample],
      }),
    ],
    problems: [
      'file_not_found',
      'too_many_numbers',
      'chunk_out_of_plan',
      'store_unavailable',
      ...CLOSED,
    ],
  },
];
