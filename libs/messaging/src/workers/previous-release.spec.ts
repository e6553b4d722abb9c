import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { CAPPED_BACKOFF } from '../queues/backoff.js';
import { QUEUE_KEYS, QUEUES, type JobOf, type QueueKey } from '../queues/queue-definitions.js';
import { parseChunksUploaded, parseFileEvents } from '../transport/messages.js';
import { PATTERNS } from '../transport/patterns.js';
import type { QueueHandler } from './queue-handler.js';
import { runJob, type RunnableJob } from './run-job.js';

interface Recorded {
  readonly jobs: readonly {
    readonly queue: string;
    readonly name: string;
    readonly data: unknown;
    readonly opts: { readonly backoff: { readonly type: string } };
  }[];
  readonly messages: readonly { readonly pattern: string; readonly data: unknown }[];
}

/** What processors and APIs of the release before put into Redis, as its MONITOR showed it. */
const path = join(import.meta.dirname, '../fixtures/v0.2.0.json');
const { jobs, messages } = JSON.parse(readFileSync(path, 'utf8')) as Recorded;

describe('what the release before has put into Redis', () => {
  it('is of every queue and pattern that it had', () => {
    expect([...new Set(jobs.map(({ queue }) => queue))].sort()).toEqual([
      'assembly',
      'cleanup',
      'maintenance',
      'storage-events',
      'verification',
      'webhook-deliveries',
    ]);
    expect(new Set(messages.map(({ pattern }) => pattern)).size).toBe(2);
  });

  it.each(jobs.map((job) => [job.queue, job] as const))(
    'is a job of %s that reaches its handler as it was',
    async (queue, { data, opts, name }) => {
      const key = QUEUE_KEYS.find((one) => QUEUES[one].name === queue) as QueueKey;
      const handle = jest.fn<QueueHandler<JobOf<QueueKey>>['handle']>(() => Promise.resolve());
      const refuse = jest.fn(() => Promise.reject(new Error('It was not understood.')));
      const job = { id: '1', data, opts, attemptsMade: 0 } as unknown as RunnableJob;
      await runJob(key, { handle }, job, new AbortController().signal, refuse);
      expect(handle.mock.calls.map(([taken]) => taken)).toEqual([data]);
      expect(refuse).not.toHaveBeenCalled();
      expect({ name, backoff: opts.backoff.type }).toEqual({
        name: queue,
        backoff: CAPPED_BACKOFF,
      });
    },
  );

  it.each(messages.map((message, index) => [index, message] as const))(
    'is a message that a replica takes (%s)',
    (_, { pattern, data }) => {
      const { events = [], chunks = [] } = data as {
        events?: { at: string }[];
        chunks?: unknown[];
      };
      if (pattern === (PATTERNS.fileEvents as string)) {
        const dated = events.map((event) => ({ ...event, at: new Date(event.at) }));
        expect(parseFileEvents(data)).toEqual(dated);
      } else {
        expect(pattern).toBe(PATTERNS.chunksUploaded);
        expect(parseChunksUploaded(data)).toEqual(chunks);
      }
    },
  );
});
