import type { z } from 'zod';
import { chunksUploadedMessageV1 } from '../../events/chunks-uploaded.v1.js';
import { fileEventsMessageV1 } from '../../events/file-event.v1.js';
import type { EventChannel } from '../channel.js';

/** What goes through Redis between the parts of Waybill; named by who owns the names. */
export interface RedisParts {
  /** Patterns of the NestJS Redis transport. */
  readonly patterns: { readonly fileEvents: string; readonly chunksUploaded: string };
  readonly queues: readonly { readonly name: string; readonly schema: z.ZodType }[];
}

const PREFIX = { prefix: 'WAYBILL_REDIS_PREFIX' };

export function redisChannels({ patterns, queues }: RedisParts): readonly EventChannel[] {
  const transport = {
    server: 'redis',
    parameters: PREFIX,
    action: 'send',
  } as const;
  return [
    {
      ...transport,
      id: 'fileEventsTransport',
      address: `{prefix}.${patterns.fileEvents}`,
      description:
        'NestJS Redis transport from the processors to every API replica: `{pattern, data}`, of ' +
        'which this is `data`. What is lost on the way is read from the journal.',
      summary: 'What the journal recorded, in order of publication',
      messages: [
        {
          name: 'fileEventsMessage',
          summary: 'Events with their positions',
          payload: fileEventsMessageV1,
        },
      ],
    },
    {
      ...transport,
      id: 'chunksUploadedTransport',
      address: `{prefix}.${patterns.chunksUploaded}`,
      description:
        'NestJS Redis transport from the processors to every API replica: `{pattern, data}`, of ' +
        'which this is `data`. Told once, and not kept.',
      summary: 'Chunks that have just been believed',
      messages: [
        {
          name: 'chunksUploadedMessage',
          summary: 'Chunks, by file',
          payload: chunksUploadedMessageV1,
        },
      ],
    },
    ...queues.map(({ name, schema }): EventChannel => {
      const id = name.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase());
      return {
        id: `${id}Queue`,
        address: `{prefix}:${name}`,
        server: 'redis',
        description:
          'A BullMQ queue; the payload is the data of a job. Jobs come at least once. Internal: ' +
          'only the parts of Waybill add to it.',
        parameters: PREFIX,
        action: 'receive',
        summary: `Jobs of the queue ${name}`,
        messages: [{ name: `${id}Job`, summary: 'The data of a job', payload: schema }],
      };
    }),
  ];
}
