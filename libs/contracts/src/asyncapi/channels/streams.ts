import {
  streamedChunkSchema,
  streamedFileEventSchema,
  streamedSnapshotSchema,
  streamedTenantEventSchema,
} from '../../events/stream-events.js';
import { fileExample, webhookExample } from '../../openapi/examples.js';
import type { EventChannel, EventMessage } from '../channel.js';

const about = { fileId: fileExample.id, at: '2025-11-19T10:00:04.120Z' };

const fileEvent: EventMessage = {
  name: 'fileEvent',
  summary: 'What the journal recorded; `id:` is its position, `event:` its type',
  payload: streamedFileEventSchema,
  example: { ...about, type: 'file.completed' },
};
const tenantEvent: EventMessage = {
  name: 'tenantEvent',
  summary: 'What the journal recorded of the tenant itself: a webhook that was paused',
  payload: streamedTenantEventSchema,
  example: { at: about.at, type: 'webhook.paused', endpointId: webhookExample.id, reason: 'gone' },
};
const chunkUploaded: EventMessage = {
  name: 'chunkUploaded',
  summary: 'A chunk has just been believed; without `id:`, not repeated to who resumes',
  payload: streamedChunkSchema,
  example: {
    ...about,
    type: 'chunk.uploaded',
    number: 2,
    etag: '9b2cf535f27731c9',
    size: 8_388_608,
  },
};
const snapshot: EventMessage = {
  name: 'fileSnapshot',
  summary: 'The file as it stands: the first event for who does not resume',
  payload: streamedSnapshotSchema,
  example: { ...about, type: 'file.snapshot', file: fileExample },
};

const COMMON =
  'Server-sent events (`text/event-stream`). The payload is the `data:` field. The last `id:`, sent ' +
  'as `Last-Event-ID` to any replica, goes on without loss of file events; ids rise, and the ' +
  'events of a file are in order.';

const common = {
  server: 'api',
  action: 'send',
  method: 'GET',
  security: ['tenantKey'],
} as const;

export const streamChannels: readonly EventChannel[] = [
  {
    ...common,
    id: 'fileStream',
    address: '/v1/files/{id}/events',
    description: COMMON,
    parameters: { id: 'Id of the file' },
    summary: 'What happens to one file, live',
    messages: [snapshot, fileEvent, chunkUploaded],
  },
  {
    ...common,
    id: 'tenantStream',
    address: '/v1/events',
    description: COMMON,
    summary: "What happens to any of the tenant's files, live",
    messages: [fileEvent, tenantEvent, chunkUploaded],
  },
];
