import {
  completeFileSchema,
  createFileSchema,
  downloadQuerySchema,
  downloadSchema,
  fileListSchema,
  fileSchema,
  journalQuerySchema,
  journalSchema,
  listFilesQuerySchema,
} from '../../http/files.js';
import { completedFileExample, fileExample, journalExample } from '../examples.js';
import { answer, page, type Operation } from '../operation.js';
import { fileParams, idempotencyHeaders, preferHeaders } from '../parameters.js';

const ENDED = ['file_aborted', 'file_expired', 'file_deleted'];

export const fileOperations: readonly Operation[] = [
  {
    id: 'createFile',
    method: 'post',
    path: '/v1/files',
    tag: 'Files',
    access: 'files:write',
    tokens: true,
    summary: 'Declare a file',
    description:
      'Makes the plan of its chunks and answers with it. No byte is sent here: ask for URLs next. ' +
      'Chunks whose fingerprints are declared and which this tenant has stored already are ' +
      '`uploaded` at once (`verification: reused`). By an upload token, which have been sent by that ' +
      'token already; its policy holds, and what metadata it forces is added.',
    headers: idempotencyHeaders,
    body: {
      schema: createFileSchema,
      required: true,
      examples: {
        'Only what is needed': { name: 'holiday.mp4', size: 20_971_520 },
        'With fingerprints, completed by itself': {
          name: 'empty.txt',
          size: 0,
          contentType: 'text/plain',
          autoComplete: true,
          chunks: [{ sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }],
        },
      },
    },
    responses: [
      {
        status: 201,
        description: 'The file, or, for a repeated Idempotency-Key, the one it made first',
        schema: fileSchema,
        headers: {
          Location: "The file's path",
          'Idempotency-Replayed': '`true` where the key had made this file before',
        },
        example: { ...fileExample, status: 'pending', uploadedChunks: 0, uploadedBytes: 0 },
      },
    ],
    problems: [
      'too_many_open_uploads',
      'too_many_open_chunks',
      'too_many_bytes_in_flight',
      'storage_full',
      'file_too_large',
      'token_files_used_up',
      'token_bytes_used_up',
      'content_type_not_allowed',
      'metadata_forced',
      'name_empty',
      'name_too_long',
      'name_is_path',
      'name_unprintable',
      'size_invalid',
      'size_too_large',
      'chunk_size_too_small',
      'chunk_size_too_large',
      'too_many_chunks',
      'chunk_list_mismatch',
      'strategy_not_applicable',
      'content_type_invalid',
      'metadata_invalid',
      'fingerprint_invalid',
      'idempotency_key_invalid',
      'idempotency_key_reused',
    ],
  },
  {
    id: 'listFiles',
    method: 'get',
    path: '/v1/files',
    tag: 'Files',
    access: 'files:read',
    summary: "The tenant's files, newest first",
    query: listFilesQuerySchema,
    responses: [page(fileListSchema, fileExample)],
    problems: ['cursor_invalid'],
  },
  {
    id: 'getFile',
    method: 'get',
    path: '/v1/files/{id}',
    tag: 'Files',
    access: 'files:read',
    tokens: true,
    summary: 'One file',
    params: fileParams,
    responses: [answer(200, 'The file', fileSchema, fileExample)],
    problems: ['file_not_found'],
  },
  {
    id: 'deleteFile',
    method: 'delete',
    path: '/v1/files/{id}',
    tag: 'Files',
    access: 'files:write',
    tokens: true,
    summary: 'Abort an upload, or remove a completed file',
    description:
      'An unfinished upload becomes `aborted`, a completed file `deleted`; what they left in the ' +
      'store is removed. A file that is aborted, expired or deleted already is answered with 204.',
    params: fileParams,
    responses: [{ status: 204, description: 'It is gone' }],
    problems: ['file_not_found', 'file_completing'],
  },
  {
    id: 'completeFile',
    method: 'post',
    path: '/v1/files/{id}/complete',
    tag: 'Files',
    access: 'files:write',
    tokens: true,
    summary: 'Make the chunks one object',
    description:
      'Every chunk has to be there. Give the `fingerprint` (SHA-256 over the SHA-256 digests of ' +
      'the chunks in order, in hex, then `-` and their number) to have it compared with the ' +
      "account first; that needs every chunk's fingerprint to be known. A file that `failed` can " +
      'be completed again; one that is completed is answered with as it is.',
    params: fileParams,
    headers: preferHeaders,
    body: { schema: completeFileSchema, required: false, examples: { Plain: {} } },
    responses: [
      {
        status: 200,
        description: 'The file is completed',
        schema: fileSchema,
        headers: { 'Preference-Applied': 'The `wait` that was honoured' },
        example: completedFileExample,
      },
      {
        status: 202,
        description: 'The file is being completed; its events tell when it is done',
        schema: fileSchema,
        headers: { 'Preference-Applied': 'The `wait` that was honoured' },
        example: { ...completedFileExample, status: 'completing' },
      },
    ],
    problems: [
      'file_not_found',
      'chunks_missing',
      'fingerprint_invalid',
      'fingerprint_conflict',
      'fingerprint_mismatch',
      'file_failed',
      'too_many_streams',
      ...ENDED,
    ],
  },
  {
    id: 'downloadFile',
    method: 'get',
    path: '/v1/files/{id}/download',
    tag: 'Files',
    access: 'files:read',
    summary: 'A URL to fetch the file from',
    description:
      'The store itself answers there, Range requests included. `inline` is for what a browser shows ' +
      'without running it (images, audio, video, plain text, CSV, JSON, PDF); all else, such as ' +
      'HTML, SVG and XML, stays an attachment.',
    params: fileParams,
    query: downloadQuerySchema,
    responses: [
      {
        status: 200,
        description: 'Good until `expiresAt`, for whoever has it',
        schema: downloadSchema,
        example: {
          url: 'https://s3.example.com/waybill/files/019a9b0c-7f00-7000-8000-000000000001?X-Amz-Signature=…',
          expiresAt: '2025-11-19T11:00:00.000Z',
        },
      },
    ],
    problems: [
      'file_drifted',
      'file_not_found',
      'file_not_completed',
      'file_completing',
      'file_failed',
      ...ENDED,
    ],
  },
  {
    id: 'fileContent',
    method: 'get',
    path: '/v1/files/{id}/content',
    tag: 'Files',
    access: 'files:read',
    summary: 'The file itself, by redirection to the store',
    params: fileParams,
    query: downloadQuerySchema,
    responses: [
      { status: 302, description: 'To a URL of the store', headers: { Location: 'That URL' } },
    ],
    problems: ['file_not_found', 'file_not_completed', 'file_completing', 'file_failed', ...ENDED],
  },
  {
    id: 'fileJournal',
    method: 'get',
    path: '/v1/files/{id}/journal',
    tag: 'Files',
    access: 'files:read',
    summary: "The file's timeline, oldest first",
    params: fileParams,
    query: journalQuerySchema,
    responses: [answer(200, 'A page', journalSchema, journalExample)],
    problems: ['file_not_found', 'cursor_invalid'],
  },
];
