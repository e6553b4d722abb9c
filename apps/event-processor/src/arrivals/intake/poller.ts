import type { StorageEvent, StorageMessage, StorageMessageSource } from '@waybill/domain';
import type { QueueRoom } from '@waybill/messaging';
import { GrowingPause } from './growing-pause.js';
import type { IntakeMetrics } from './intake-metrics.js';
import type { TakeMessages } from './take-messages.js';

/** Share of the time for which messages are held after which they are held anew. */
const EXTEND_AT = 1 / 3;

export interface PollerParts {
  readonly source: StorageMessageSource;
  readonly room: Pick<QueueRoom, 'hasRoom'>;
  readonly take: Pick<TakeMessages, 'execute'>;
  readonly metrics: IntakeMetrics;
  /** Told of every failure, and of every step that has worked. */
  readonly report: {
    failed(step: IntakeStep, error: unknown): void;
    worked(step: IntakeStep): void;
  };
}

export type IntakeStep = 'receive' | 'take' | 'extend' | 'done' | 'release';

/** One hand that fetches messages: one batch at a time, while the queue has room. */
export class Poller {
  constructor(private readonly parts: PollerParts) {}

  /** Until `stop` is aborted; then what is in hand is finished, or given back where it cannot be. */
  async run(stop: AbortSignal): Promise<void> {
    const pause = new GrowingPause();
    while (!stop.aborted) {
      const worked = (await this.parts.room.hasRoom()) && (await this.round(stop));
      if (worked) pause.reset();
      else await pause.wait(stop);
    }
  }

  /** @returns false where it is better to wait before the next one */
  private async round(stop: AbortSignal): Promise<boolean> {
    const { source, metrics } = this.parts;
    const messages = await this.attempt('receive', () => source.receive(stop));
    if (!messages) return false;
    if (messages.length === 0) return true;
    metrics.received.inc({ source: source.name }, messages.length);
    return this.handle(messages, stop);
  }

  private async handle(messages: readonly StorageMessage[], stop: AbortSignal): Promise<boolean> {
    const { source, metrics } = this.parts;
    const letGo = this.hold(messages);
    const events = await this.takeUntilSafe(messages, stop);
    letGo();
    if (!events) {
      await this.attempt('release', () => source.release(messages).then(() => true));
      return false;
    }
    this.observeLag(events);
    // Where it fails they come again, and have no further effect.
    const gone = await this.attempt('done', () => source.done(messages).then(() => true));
    if (gone) metrics.done.inc({ source: source.name }, messages.length);
    return gone === true;
  }

  /**
   * Messages that nobody can take now are kept here and tried again. Given back they would come
   * round and round, and a queue that counts receipts would take them for poison.
   * @returns undefined when the process ends first
   */
  private async takeUntilSafe(
    messages: readonly StorageMessage[],
    stop: AbortSignal,
  ): Promise<readonly StorageEvent[] | undefined> {
    const pause = new GrowingPause();
    do {
      const events = await this.attempt('take', () => this.parts.take.execute(messages));
      if (events) return events;
      await pause.wait(stop);
    } while (!stop.aborted);
    return undefined;
  }

  /** Holds messages back from the others for as long as it takes. @returns the way to end it */
  private hold(messages: readonly StorageMessage[]): () => void {
    const { source } = this.parts;
    let extending = false;
    const timer = setInterval(() => {
      if (extending) return;
      extending = true;
      void this.attempt('extend', () => source.extend(messages)).then(() => (extending = false));
    }, source.holdMs * EXTEND_AT);
    return () => clearInterval(timer);
  }

  private observeLag(events: readonly StorageEvent[]): void {
    const { source, metrics } = this.parts;
    const times = events.flatMap(({ time }) => (time === undefined ? [] : Date.parse(time)));
    if (times.length === 0) return;
    const seconds = Math.max(0, Date.now() - Math.min(...times)) / 1_000;
    metrics.lag.observe({ source: source.name }, seconds);
  }

  /** @returns undefined where it failed, which is told and counted */
  private async attempt<T>(step: IntakeStep, work: () => Promise<T>): Promise<T | undefined> {
    const { source, metrics, report } = this.parts;
    try {
      const result = await work();
      report.worked(step);
      return result;
    } catch (error) {
      metrics.failures.inc({ source: source.name, step });
      report.failed(step, error);
      return undefined;
    }
  }
}
