import { z } from 'zod';
import { fileId, timestamp } from './common.js';

/** What `GET /v1/files/{id}/events` and `GET /v1/events` can be resumed from. */
export const eventStreamQuerySchema = z.object({
  lastEventId: z.string().max(20).optional().meta({
    description: 'For clients that cannot set the Last-Event-ID header, which wins over this',
    example: '1042',
  }),
});

export type EventStreamQuery = z.output<typeof eventStreamQuerySchema>;

/** The `data:` of a server-sent event; what else it holds depends on `type`. */
export const streamEventSchema = z
  .object({
    fileId: fileId
      .optional()
      .meta({ description: 'Absent where the event concerns no file, e.g. `webhook.paused`' }),
    type: z.string().meta({ example: 'file.completed' }),
    at: timestamp,
  })
  .loose()
  .meta({ id: 'StreamEvent' });

export type StreamEventBody = z.infer<typeof streamEventSchema>;
