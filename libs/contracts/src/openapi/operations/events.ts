import { eventStreamQuerySchema } from '../../http/events.js';
import { streamExample } from '../examples.js';
import type { Operation } from '../operation.js';
import { fileParams, resumeHeaders } from '../parameters.js';

const COMMON =
  'Server-sent events: `file.created`, `file.uploading`, `file.uploaded`, `file.completing`, ' +
  '`file.completed`, `file.failed`, `file.aborted`, `file.expired`, `file.deleted`, ' +
  '`file.drifted` (the object is gone or another), `file.restored` (it is right again), ' +
  '`chunk.corrupt`, `chunk.lost`, each with an `id`; and `chunk.uploaded` ({number, etag}), ' +
  'without one. Each ' +
  '`data` is JSON: {fileId, type, at, …}. Send the last `id` as `Last-Event-ID` to go on without ' +
  'loss of file events; chunks are not repeated, list them. A comment comes every 15 s. The ' +
  'stream stays open until the client leaves, does not read fast enough, its key is revoked, or the server ends: in ' +
  'each case connect again with `Last-Event-ID`. One that is no number is 422; one that is beyond ' +
  'all events, of a database that was restored since, begins anew with what comes next.';

export const eventOperations: readonly Operation[] = [
  {
    id: 'fileEvents',
    method: 'get',
    path: '/v1/files/{id}/events',
    tag: 'Events',
    access: 'events:read',
    tokens: true,
    summary: 'What happens to one file, live',
    description: `${COMMON} Without Last-Event-ID the first event is \`file.snapshot\`, whose \`data.file\` is the File as it stands.`,
    params: fileParams,
    query: eventStreamQuerySchema,
    headers: resumeHeaders,
    responses: [
      {
        status: 200,
        description: 'The stream',
        mediaType: 'text/event-stream',
        example: streamExample,
      },
    ],
    problems: ['file_not_found', 'too_many_streams', 'not_ready'],
  },
  {
    id: 'tenantEvents',
    method: 'get',
    path: '/v1/events',
    tag: 'Events',
    access: 'events:read',
    tokens: true,
    summary: "What happens to any of the tenant's files, live",
    description: `${COMMON} \`webhook.paused\` ({endpointId, reason}, without a fileId) tells that a webhook is no longer sent to.`,
    query: eventStreamQuerySchema,
    headers: resumeHeaders,
    responses: [
      {
        status: 200,
        description: 'The stream',
        mediaType: 'text/event-stream',
        example: streamExample,
      },
    ],
    problems: ['too_many_streams', 'not_ready'],
  },
];
