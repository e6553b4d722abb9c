import { PROCESSOR_ROLES, type ProcessorRole } from '@waybill/config';
import {
  ARRIVAL_OUTCOMES,
  CORRUPT_REASONS,
  DEAD_LETTER_REASONS,
  type DeadLetterReason,
} from '@waybill/domain';
import { QUEUE_KEYS, type QueueAge, type QueueDepth, QUEUES } from '@waybill/messaging';
import { Instruments, type Registry } from '@waybill/observability';

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
export class Metrics extends Instruments {
  private readonly events = this.counter(
    'waybill_storage_events_total',
    'Storage events by what became of them.',
    ['outcome'],
  );
  readonly eventLag = this.durations(
    'waybill_storage_event_lag_seconds',
    'From the intake of a batch of storage events to its being applied.',
  );
  readonly deadLetters = this.counter(
    'waybill_dead_letters_total',
    'Dead letters written by this process, by reason.',
    ['reason'],
  );
  readonly assemblies = this.durations(
    'waybill_assembly_seconds',
    'Duration of one attempt to assemble a file, by outcome.',
    ['outcome'],
  );
  readonly partsCopied = this.counter(
    'waybill_assembly_parts_copied_total',
    'Parts copied by UploadPartCopy.',
  );
  readonly published = this.counter(
    'waybill_journal_published_total',
    'Journal events published by this process.',
  );
  readonly relayFailures = this.counter(
    'waybill_relay_failures_total',
    'Rounds of the relay that failed; what they held is published by a later one.',
  );
  readonly jobs = this.durations('waybill_job_seconds', 'Duration of finished jobs, by queue.', [
    'queue',
  ]);
  readonly jobFailures = this.counter(
    'waybill_job_failures_total',
    'Failed attempts, by queue; `final` when no further attempt comes by itself.',
    ['queue', 'final'],
  );
  readonly jobsStalled = this.counter(
    'waybill_jobs_stalled_total',
    'Jobs taken over from a worker that showed no life, by queue.',
    ['queue'],
  );
  readonly filesExpired = this.counter('waybill_files_expired_total', 'Files whose time was over.');
  readonly verifications = this.counter(
    'waybill_chunk_verifications_total',
    'Chunks that were looked at in the store before they were believed, by what became of them.',
    ['outcome'],
  );
  readonly bytesReadBack = this.counter(
    'waybill_read_back_bytes_total',
    'Bytes of chunks read back from the store to compute their digests.',
  );
  readonly chunksCorrupt = this.counter(
    'waybill_chunks_corrupt_total',
    'Chunks that were not what was declared, by reason.',
    ['reason'],
  );
  readonly filesReconciled = this.counter(
    'waybill_reconciled_files_total',
    'Quiet files that were compared with the store, by what came of it.',
    ['outcome'],
  );
  readonly chunksReconciled = this.counter(
    'waybill_reconciled_chunks_total',
    'Chunks that the reconciler found, and no event had told of.',
  );
  readonly leftoversRemoved = this.counter(
    'waybill_leftovers_removed_total',
    'What a sweep removed from the store because no file needs it, by kind.',
    ['kind'],
  );
  readonly leftoversKept = this.gauge(
    'waybill_leftovers_kept',
    'Finished objects that the last sweep of this process found no row for, or an expired one.',
  );
  readonly sweeps = this.counter(
    'waybill_sweeps_total',
    'Sweeps by how they ended: done, or stopped because they would have removed too much.',
    ['outcome'],
  );
  readonly filesScrubbed = this.counter(
    'waybill_scrubbed_files_total',
    'Completed files that were compared with their objects: unchanged, drifted or restored.',
    ['outcome'],
  );
  readonly webhookAttempts = this.durations(
    'waybill_webhook_attempt_seconds',
    'Duration of one call of an endpoint, by outcome: delivered, retry (again later) or failed.',
    ['outcome'],
  );
  readonly webhookLag = this.durations(
    'waybill_webhook_lag_seconds',
    'From an event to its delivery to one endpoint.',
  );
  readonly webhooksPaused = this.counter(
    'waybill_webhooks_paused_total',
    'Endpoints paused because they have been failing or are gone.',
  );
  readonly quotasRepaired = this.counter(
    'waybill_quotas_repaired_total',
    'Tenants and keys whose counters were not what their files say; more than none is a defect.',
  );

  constructor(registry: Registry) {
    super(registry);
    this.beginAtZero();
  }

  /** A series that begins with its first count hides that count from Prometheus' `increase()`. */
  private beginAtZero(): void {
    for (const outcome of EVENT_OUTCOMES) this.events.inc({ outcome }, 0);
    for (const reason of DEAD_LETTER_REASONS) this.deadLetters.inc({ reason }, 0);
    for (const reason of CORRUPT_REASONS) this.chunksCorrupt.inc({ reason }, 0);
    for (const outcome of ['done', 'stopped']) this.sweeps.inc({ outcome }, 0);
    for (const key of QUEUE_KEYS) {
      const queue = QUEUES[key].name;
      for (const final of ['false', 'true']) this.jobFailures.inc({ queue, final }, 0);
    }
  }

  countEvents(outcome: EventOutcome, count = 1): void {
    this.events.inc({ outcome }, count);
  }
}

/** What is asked for at each scrape. */
interface Looks {
  readonly roles: readonly ProcessorRole[];
  readonly depths: () => Promise<readonly QueueDepth[]>;
  readonly ages: () => Promise<readonly QueueAge[]>;
  /** Seconds. */
  readonly overdue: () => Promise<number>;
  readonly drifted: () => Promise<number>;
  readonly letters: () => Promise<Partial<Record<DeadLetterReason, number>>>;
}

export function registerLooks(registry: Registry, looks: Looks): void {
  const { roles, depths, ages, overdue, drifted, letters } = looks;
  const instruments = new Instruments(registry);
  instruments.gauge(
    'waybill_processor_role',
    '1 for each role that this process takes on, 0 for the others: what nobody takes on waits for ever.',
    ['role'],
    (gauge) => {
      for (const role of PROCESSOR_ROLES) gauge.set({ role }, roles.includes(role) ? 1 : 0);
    },
  );
  instruments.gauge(
    'waybill_queue_jobs',
    'Jobs in each queue, by state.',
    ['queue', 'state'],
    async (gauge) => {
      for (const { queue, state, jobs } of await depths()) gauge.set({ queue, state }, jobs);
    },
  );
  instruments.gauge(
    'waybill_queue_oldest_seconds',
    'How long the job has waited that has waited longest, by queue; 0 where none waits.',
    ['queue'],
    async (gauge) => {
      for (const { queue, seconds } of await ages()) gauge.set({ queue }, seconds);
    },
  );
  instruments.gauge(
    'waybill_webhook_overdue_seconds',
    'How long the oldest webhook delivery has been due; paused and held endpoints left out.',
    [],
    async (gauge) => gauge.set(await overdue()),
  );
  instruments.gauge(
    'waybill_dead_letters',
    'Dead letters that lie there, whichever process wrote them, by reason.',
    ['reason'],
    async (gauge) => {
      const counts = await letters();
      for (const reason of DEAD_LETTER_REASONS) gauge.set({ reason }, counts[reason] ?? 0);
    },
  );
  instruments.gauge(
    'waybill_drifted_files',
    'Completed files whose object is gone or another; none is well.',
    [],
    async (gauge) => gauge.set(await drifted()),
  );
}
