import { z } from 'zod';
import { storageEventExample } from '../../openapi/examples.js';
import type { EventChannel } from '../channel.js';

/** What every S3 store's own message has in common (S3 User Guide, "Event message structure"). */
const s3MessageSchema = z
  .object({
    Records: z.array(
      z
        .object({
          eventName: z.string(),
          s3: z
            .object({
              bucket: z.object({ name: z.string() }).loose(),
              object: z.object({ key: z.string() }).loose(),
            })
            .loose(),
        })
        .loose(),
    ),
  })
  .loose()
  .meta({ id: 'S3EventMessage' });

export const storageEventChannels: readonly EventChannel[] = [
  {
    id: 'storageEvents',
    address: '/v1/storage-events',
    server: 'api',
    description:
      'What the store posts, in any envelope that is known here; this is the plain one. 202 means ' +
      'that the events are queued or kept as dead letters, 503 that the same body is to be sent again.',
    action: 'receive',
    method: 'POST',
    security: ['storeToken', 'storePassword'],
    summary: 'What happened to objects in the store',
    messages: [
      {
        name: 's3EventMessage',
        summary: "S3's own message",
        payload: s3MessageSchema,
        example: storageEventExample,
      },
    ],
  },
];
