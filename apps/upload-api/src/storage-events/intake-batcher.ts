import { Injectable } from '@nestjs/common';
import { DomainError, type StorageEvent, StorageEventQueue, Timers } from '@waybill/domain';
import { IntakeSettings } from '../platform/settings.js';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one job of the events of requests that come at about the same time: a job for each event costs
 * the queue and the database several times as much.
 *
 * Who comes alone does not wait for others. While a job is on its way to the queue, events gather; when
 * it is there, they go as soon as they are as many as went last, for then all who were waiting have
 * probably come again. Fewer wait for the others, `gatherMs` at most.
 */
@Injectable()
export class IntakeBatcher {
  private events: StorageEvent[] = [];
  private waiters: Waiter[] = [];
  private cancelFlush: (() => void) | undefined;
  /** Events gathered or under way. */
  private waiting = 0;
  private jobsUnderWay = 0;
  /** Requests that the last job served. */
  private lastServed = 0;

  constructor(
    private readonly queue: StorageEventQueue,
    private readonly settings: IntakeSettings,
    private readonly timers: Timers,
  ) {}

  /**
   * Resolves once the events are safely in the queue.
   * @throws DomainError queue_unavailable
   */
  add(events: readonly StorageEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    if (this.waiting + events.length > this.settings.maxWaiting) {
      return Promise.reject(
        new DomainError('queue_unavailable', 'More events wait than can be queued; send it again.'),
      );
    }
    this.waiting += events.length;
    this.events.push(...events);
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      if (this.events.length >= this.settings.batchSize) this.flush();
      else this.flushIfAllHaveCome();
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
    this.jobsUnderWay += 1;
    this.lastServed = waiters.length;
    const settle = (tell: (waiter: Waiter) => void) => {
      this.waiting -= events.length;
      this.jobsUnderWay -= 1;
      waiters.forEach(tell);
      if (this.events.length > 0) this.flushIfAllHaveCome();
    };
    this.queue.enqueue(events).then(
      () => settle(({ resolve }) => resolve()),
      (error: unknown) => settle(({ reject }) => reject(error)),
    );
  }

  private flushIfAllHaveCome(): void {
    if (this.jobsUnderWay === 0 && this.waiters.length >= this.lastServed) this.flush();
    else this.cancelFlush ??= this.timers.after(this.settings.gatherMs, () => this.flush());
  }
}
