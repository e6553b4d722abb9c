import { Inject, Injectable, Optional } from '@nestjs/common';
import { Log, Outbox, systemTimers, type Timers } from '@waybill/domain';
import { Metrics } from '../platform/metrics.js';
import { DispatchWebhooks } from '../webhooks/dispatch-webhooks.js';
import { RelayJournal } from './relay-journal.js';

/** Milliseconds between two looks where nobody wakes the relay: a notification can be lost. */
const POLL_MS = 500;
/** Milliseconds after a round that failed, doubled up to the longest. */
const RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

/** Runs the relay for as long as the process lives. */
@Injectable()
export class RelayLoop {
  private stopped = false;
  private awake = false;
  private wake: () => void = () => {
    this.awake = true;
  };
  private running: Promise<void> | undefined;
  private stopListening: (() => Promise<void>) | undefined;

  constructor(
    @Inject(RelayJournal) private readonly relay: Pick<RelayJournal, 'execute'>,
    @Inject(Outbox) private readonly outbox: Pick<Outbox, 'onAppend'>,
    @Inject(Metrics) private readonly metrics: Pick<Metrics, 'published' | 'relayFailures'>,
    private readonly logger: Log,
    /** Woken after a round that published something. */
    @Inject(DispatchWebhooks) private readonly webhooks: Pick<DispatchWebhooks, 'kick'>,
    @Optional() @Inject() private readonly timers: Timers = systemTimers,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the round in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
    await this.stopListening?.();
  }

  private async run(): Promise<void> {
    await this.listen();
    let failures = 0;
    while (!this.stopped) {
      try {
        const published = await this.relay.execute();
        this.metrics.published.inc(published);
        failures = 0;
        if (published === 0) await this.sleep(POLL_MS);
        else this.webhooks.kick();
      } catch (error) {
        failures += 1;
        this.metrics.relayFailures.inc();
        this.logger.warn(
          { err: error, failures },
          'the journal could not be published; again soon',
        );
        this.awake = false;
        await this.sleep(Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** Math.min(failures - 1, 10)));
      }
    }
  }

  /** Where it fails the poll does. */
  private async listen(): Promise<void> {
    try {
      this.stopListening = await this.outbox.onAppend(() => this.wake());
    } catch (error) {
      this.logger.warn({ err: error }, 'cannot listen to the journal; polling');
    }
  }

  /** Returns early when woken; also when somebody has called since the last sleep. */
  private async sleep(ms: number): Promise<void> {
    if (!this.awake && !this.stopped) {
      await new Promise<void>((resolve) => {
        const cancel = this.timers.after(ms, resolve);
        this.wake = () => {
          cancel();
          resolve();
        };
      });
    }
    this.awake = false;
    this.wake = () => {
      this.awake = true;
    };
  }
}
