import { Instruments } from '@waybill/observability';

/** What the intake tells Prometheus; `source` is that of the port, e.g. `sqs`. */
export class IntakeMetrics extends Instruments {
  readonly received = this.counter(
    'waybill_intake_messages_received_total',
    'Messages fetched, redelivered ones included.',
    ['source'],
  );
  readonly done = this.counter(
    'waybill_intake_messages_done_total',
    'Messages that are safe in the queue or among the dead letters, and taken off their source.',
    ['source'],
  );
  readonly failures = this.counter(
    'waybill_intake_failures_total',
    'Calls that failed and are tried again, by step: receive, take, extend, done or release.',
    ['source', 'step'],
  );
  readonly lag = this.durations(
    'waybill_intake_lag_seconds',
    'From what the store says was the time of an event to its being in the queue.',
    ['source'],
  );
}
