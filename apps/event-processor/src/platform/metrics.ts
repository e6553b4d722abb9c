import { ARRIVAL_OUTCOMES } from '@waybill/domain';
import { type QueueDepth } from '@waybill/messaging';
import { counter, durationHistogram, gauge, type Registry } from '@waybill/observability';

/** What became of a storage event: of an arrival, or of an event that is none. */
const EVENT_OUTCOMES = [
  ...ARRIVAL_OUTCOMES,
  /** Not our bucket, or a key that we never made. */
  'foreign',
  /** A removal, a tag, a restore: nothing that says a chunk has come. */
  'ignored',
  /** Declared with a digest that only the bytes can show: they are read back first. */
  'read_back',
  /** Of another MD5, or size, than was declared, says the event: looked at. */
  'wrong_md5',
  'wrong_size',
  /** Of a finished object: our own doing. */
  'final_object',
  /** Of an object at a key where no chunk of this file is kept: its bytes travel in another way. */
  'misplaced',
  /** Of an object where a client sends, but no client has sent it: copied there, e.g. */
  'not_sent',
  /** Could not be applied in any attempt; kept as a dead letter. */
  'failed',
] as const;
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

/** What the processor tells Prometheus; the dashboard and the runbook go by these names. */
export class Metrics {
  private readonly events;
  readonly eventLag;
  readonly deadLetters;
  readonly assemblies;
  readonly partsCopied;
  readonly published;
  readonly relayFailures;
  readonly jobs;
  readonly jobFailures;
  readonly jobsStalled;
  readonly filesExpired;
  readonly verifications;
  readonly bytesReadBack;
  readonly chunksCorrupt;
  readonly filesReconciled;
  readonly chunksReconciled;
  readonly leftoversRemoved;
  readonly leftoversKept;
  readonly sweeps;
  readonly filesScrubbed;
  readonly webhookAttempts;
  readonly webhookLag;
  readonly webhooksPaused;

  constructor(registry: Registry) {
    this.events = counter(
      registry,
      'waybill_storage_events_total',
      'Storage events by what became of them.',
      ['outcome'],
    );
    for (const outcome of EVENT_OUTCOMES) this.events.inc({ outcome }, 0);
    this.eventLag = durationHistogram(
      registry,
      'waybill_storage_event_lag_seconds',
      'From the intake of a batch of storage events to its being applied.',
    );
    this.deadLetters = counter(
      registry,
      'waybill_dead_letters_total',
      'Dead letters written by this process, by reason.',
      ['reason'],
    );
    this.assemblies = durationHistogram(
      registry,
      'waybill_assembly_seconds',
      'Duration of one attempt to assemble a file, by outcome.',
      ['outcome'],
    );
    this.partsCopied = counter(
      registry,
      'waybill_assembly_parts_copied_total',
      'Parts copied by UploadPartCopy.',
    );
    this.published = counter(
      registry,
      'waybill_journal_published_total',
      'Journal events published by this process.',
    );
    this.relayFailures = counter(
      registry,
      'waybill_relay_failures_total',
      'Rounds of the relay that failed; what they held is published by a later one.',
    );
    this.jobs = durationHistogram(
      registry,
      'waybill_job_seconds',
      'Duration of finished jobs, by queue.',
      ['queue'],
    );
    this.jobFailures = counter(
      registry,
      'waybill_job_failures_total',
      'Failed attempts, by queue; `final` when no further attempt comes by itself.',
      ['queue', 'final'],
    );
    this.jobsStalled = counter(
      registry,
      'waybill_jobs_stalled_total',
      'Jobs taken over from a worker that showed no life, by queue.',
      ['queue'],
    );
    this.filesExpired = counter(
      registry,
      'waybill_files_expired_total',
      'Files whose time was over.',
    );
    this.verifications = counter(
      registry,
      'waybill_chunk_verifications_total',
      'Chunks that were looked at in the store before they were believed, by what became of them.',
      ['outcome'],
    );
    this.bytesReadBack = counter(
      registry,
      'waybill_read_back_bytes_total',
      'Bytes of chunks read back from the store to compute their digests.',
    );
    this.chunksCorrupt = counter(
      registry,
      'waybill_chunks_corrupt_total',
      'Chunks that were not what was declared, by reason.',
      ['reason'],
    );
    this.filesReconciled = counter(
      registry,
      'waybill_reconciled_files_total',
      'Quiet files that were compared with the store, by what came of it.',
      ['outcome'],
    );
    this.chunksReconciled = counter(
      registry,
      'waybill_reconciled_chunks_total',
      'Chunks that the reconciler found, and no event had told of.',
    );
    this.leftoversRemoved = counter(
      registry,
      'waybill_leftovers_removed_total',
      'What a sweep removed from the store because no file needs it, by kind.',
      ['kind'],
    );
    this.leftoversKept = gauge(
      registry,
      'waybill_leftovers_kept',
      'Finished objects that the last sweep of this process found no row for, or an expired one.',
    );
    this.sweeps = counter(
      registry,
      'waybill_sweeps_total',
      'Sweeps by how they ended: done, or stopped because they would have removed too much.',
      ['outcome'],
    );
    this.filesScrubbed = counter(
      registry,
      'waybill_scrubbed_files_total',
      'Completed files that were compared with their objects: unchanged, drifted or restored.',
      ['outcome'],
    );
    this.webhookAttempts = durationHistogram(
      registry,
      'waybill_webhook_attempt_seconds',
      'Duration of one call of an endpoint, by outcome: delivered, retry (again later) or failed.',
      ['outcome'],
    );
    this.webhookLag = durationHistogram(
      registry,
      'waybill_webhook_lag_seconds',
      'From an event to its delivery to one endpoint.',
    );
    this.webhooksPaused = counter(
      registry,
      'waybill_webhooks_paused_total',
      'Endpoints paused because they have been failing or are gone.',
    );
  }

  countEvents(outcome: EventOutcome, count = 1): void {
    this.events.inc({ outcome }, count);
  }
}

/** Jobs by queue and state, asked of Redis at each scrape. */
export function registerQueueDepths(
  registry: Registry,
  depths: () => Promise<readonly QueueDepth[]>,
): void {
  gauge(
    registry,
    'waybill_queue_jobs',
    'Jobs in each queue, by state.',
    ['queue', 'state'],
    async (jobs) => {
      for (const { queue, state, jobs: count } of await depths()) jobs.set({ queue, state }, count);
    },
  );
}

/** How late the delivery of a webhook is that has been due the longest, asked at each scrape. */
export function registerWebhookOverdue(registry: Registry, overdue: () => Promise<number>): void {
  gauge(
    registry,
    'waybill_webhook_overdue_seconds',
    'How long the oldest webhook delivery has been due; paused and held endpoints left out.',
    [],
    async (it) => it.set(await overdue()),
  );
}

/** How many completed files are not what they were, asked at each scrape. */
export function registerDrift(registry: Registry, count: () => Promise<number>): void {
  gauge(
    registry,
    'waybill_drifted_files',
    'Completed files whose object is gone or another; none is well.',
    [],
    async (it) => it.set(await count()),
  );
}
