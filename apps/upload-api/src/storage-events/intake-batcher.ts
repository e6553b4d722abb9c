import {
  DomainError,
  type StorageEvent,
  type StorageEventQueue,
  systemTimers,
  type Timers,
} from '@waybill/domain';

export interface IntakeOptions {
  /** Milliseconds that the first event of a batch waits for others. */
  readonly gatherMs: number;
  /** A batch goes as soon as it has this many events. */
  readonly batchSize: number;
  /** Events that may wait, or be on their way to Redis, at once. */
  readonly maxWaiting: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers the events of requests that come at about the same time into one job: a job for each
 * event costs the queue and the database several times as much.
 */
export class IntakeBatcher {
  private events: StorageEvent[] = [];
  private waiters: Waiter[] = [];
  private cancelFlush: (() => void) | undefined;
  /** Gathered or under way. */
  private waiting = 0;

  constructor(
    private readonly queue: StorageEventQueue,
    private readonly options: IntakeOptions,
    private readonly timers: Timers = systemTimers,
  ) {}

  /**
   * Resolves once the events are safely in the queue.
   * @throws DomainError queue_unavailable
   */
  add(events: readonly StorageEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    if (this.waiting + events.length > this.options.maxWaiting) {
      return Promise.reject(
        new DomainError('queue_unavailable', 'More events wait than can be queued; send it again.'),
      );
    }
    this.waiting += events.length;
    this.events.push(...events);
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      if (this.events.length >= this.options.batchSize) this.flush();
      else this.cancelFlush ??= this.timers.after(this.options.gatherMs, () => this.flush());
    });
  }

  /** Sends at once what has been gathered. */
  flush(): void {
    this.cancelFlush?.();
    this.cancelFlush = undefined;
    const { events, waiters } = this;
    if (events.length === 0) return;
    this.events = [];
    this.waiters = [];
    const settle = (tell: (waiter: Waiter) => void) => {
      this.waiting -= events.length;
      waiters.forEach(tell);
    };
    this.queue.enqueue(events).then(
      () => settle(({ resolve }) => resolve()),
      (error: unknown) => settle(({ reject }) => reject(error)),
    );
  }
}
