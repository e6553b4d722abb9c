import {
  deadLetterListSchema,
  deadLetterSchema,
  dropDeadLettersSchema,
  droppedLettersSchema,
  listDeadLettersQuerySchema,
  replayDeadLettersSchema,
  replayedLetterListSchema,
  replayedLetterSchema,
} from '../../http/dead-letters.js';
import { answer, type Operation } from '../operation.js';
import { letterParams } from '../parameters.js';

const letter = {
  id: '42',
  reason: 'unknown_file',
  detail: 'There is no file 019a9b0c-7f00-7000-8000-000000000001.',
  body: '{"kind":"created","name":"ObjectCreated:Put","bucket":"waybill","key":"uploads/…"}',
  source: 'storage-events',
  firstSeenAt: '2025-11-19T10:00:00.000Z',
  lastSeenAt: '2025-11-19T10:00:00.000Z',
  timesSeen: 1,
};

const REPLAY =
  'What was kept is read again, perhaps by a newer version, and its events go the way of new ones. ' +
  'The letter is removed once they are safely in the queue; what still cannot be read stays, and ' +
  'the answer says why. Events that fail again come back as a letter with the time when they were ' +
  'first seen, and one more in `timesSeen`. Replaying twice does no harm.';

const common = { tag: 'Administration', access: 'admin' } as const;

export const deadLetterOperations: readonly Operation[] = [
  {
    ...common,
    id: 'listDeadLetters',
    method: 'get',
    path: '/v1/admin/dead-letters',
    summary: 'Storage events that could not be used, newest first',
    query: listDeadLettersQuerySchema,
    responses: [
      answer(200, 'A page', deadLetterListSchema, {
        items: [letter],
        total: 1,
        byReason: { unknown_file: 1 },
      }),
    ],
    problems: ['cursor_invalid'],
  },
  {
    ...common,
    id: 'getDeadLetter',
    method: 'get',
    path: '/v1/admin/dead-letters/{id}',
    summary: 'One dead letter, with its whole body',
    params: letterParams,
    responses: [answer(200, 'The letter', deadLetterSchema, letter)],
    problems: ['dead_letter_not_found'],
  },
  {
    ...common,
    id: 'replayDeadLetter',
    method: 'post',
    path: '/v1/admin/dead-letters/{id}/replay',
    summary: 'Send a dead letter on its way again',
    description: REPLAY,
    params: letterParams,
    responses: [
      answer(200, 'What became of it', replayedLetterSchema, {
        id: '42',
        outcome: 'replayed',
        events: 1,
      }),
    ],
    problems: ['dead_letter_not_found', 'queue_unavailable'],
  },
  {
    ...common,
    id: 'replayDeadLetters',
    method: 'post',
    path: '/v1/admin/dead-letters/replay',
    summary: 'Send many dead letters on their way again, oldest first',
    description: `${REPLAY} Go on with \`nextCursor\` while there is one.`,
    body: {
      schema: replayDeadLettersSchema,
      required: false,
      examples: { 'All of one reason': { reason: 'unknown_file', limit: 100 } },
    },
    responses: [
      answer(200, 'What became of each', replayedLetterListSchema, {
        items: [{ id: '42', outcome: 'replayed', events: 1 }],
        replayed: 1,
        kept: 0,
      }),
    ],
    problems: ['cursor_invalid', 'queue_unavailable'],
  },
  {
    ...common,
    id: 'dropDeadLetter',
    method: 'delete',
    path: '/v1/admin/dead-letters/{id}',
    summary: 'Remove a dead letter, for good',
    params: letterParams,
    responses: [{ status: 204, description: 'Removed' }],
    problems: ['dead_letter_not_found'],
  },
  {
    ...common,
    id: 'dropDeadLetters',
    method: 'post',
    path: '/v1/admin/dead-letters/drop',
    summary: 'Remove many dead letters, for good',
    description: 'Takes at least one filter, or `all: true` and none.',
    body: {
      schema: dropDeadLettersSchema,
      required: true,
      examples: { 'All that are older': { before: '2025-11-01T00:00:00Z' }, All: { all: true } },
    },
    responses: [answer(200, 'Removed', droppedLettersSchema, { dropped: 3 })],
    problems: [],
  },
];
