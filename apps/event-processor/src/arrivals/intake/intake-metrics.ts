import { counter, durationHistogram, type Registry } from '@waybill/observability';

/** What the intake tells Prometheus; `source` is that of the port, e.g. `sqs`. */
export class IntakeMetrics {
  readonly received;
  readonly done;
  readonly failures;
  readonly lag;

  constructor(registry: Registry) {
    this.received = counter(
      registry,
      'waybill_intake_messages_received_total',
      'Messages fetched, redelivered ones included.',
      ['source'],
    );
    this.done = counter(
      registry,
      'waybill_intake_messages_done_total',
      'Messages that are safe in the queue or among the dead letters, and taken off their source.',
      ['source'],
    );
    this.failures = counter(
      registry,
      'waybill_intake_failures_total',
      'Calls that failed and are tried again, by step: receive, take, extend, done or release.',
      ['source', 'step'],
    );
    this.lag = durationHistogram(
      registry,
      'waybill_intake_lag_seconds',
      'From what the store says was the time of an event to its being in the queue.',
      ['source'],
    );
  }
}
