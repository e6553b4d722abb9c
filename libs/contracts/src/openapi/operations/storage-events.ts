import { z } from 'zod';
import { storageEventsTakenSchema } from '../../http/storage-events.js';
import { eventBridgeExample, storageEventExample } from '../examples.js';
import { answer, type Operation } from '../operation.js';

export const storageEventOperations: readonly Operation[] = [
  {
    id: 'takeStorageEvents',
    method: 'post',
    path: '/v1/storage-events',
    tag: 'Storage events',
    access: 'store',
    unaudited: 'The store reports what clients did; nobody acts.',
    summary: 'What the store posts',
    description:
      'Takes the notifications of AWS S3 (plain, in SNS or EventBridge envelopes), Ceph RGW, ' +
      'MinIO and their kin, whatever content type they come with. The answer is 202 once every ' +
      'event is safely queued; what cannot be read is kept as a dead letter and answered with ' +
      '202 too, since sending it again would not help. 503 with Retry-After means that nothing was ' +
      'taken and the same body is to be sent again: Redis is away, or as many as ' +
      'WAYBILL_QUEUE_LIMIT jobs wait. The token may come as Bearer, or as the ' +
      "password of Basic, for stores that take credentials only in the endpoint's URL. An SNS " +
      'envelope must be signed by SNS (SignatureVersion 1 or 2) and less than an hour old; a ' +
      'SubscriptionConfirmation is confirmed, if the topic is one that is taken. Raw delivery bears ' +
      'no signature and rests on the token.',
    body: {
      schema: z.unknown().meta({ description: 'JSON in any known envelope, at most 1 MiB' }),
      required: true,
      examples: {
        'As S3 sends it': storageEventExample,
        'As EventBridge sends it': eventBridgeExample,
      },
    },
    responses: [
      answer(202, 'Queued, or kept as a dead letter', storageEventsTakenSchema, {
        queued: 1,
        deadLettered: 0,
      }),
    ],
    problems: [
      'queue_full',
      'queue_unavailable',
      'sns_signature_invalid',
      'sns_message_stale',
      'sns_topic_forbidden',
      'sns_unavailable',
    ],
  },
];
