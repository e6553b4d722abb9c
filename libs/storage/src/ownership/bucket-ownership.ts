import { Injectable, Optional } from '@nestjs/common';
import { BucketMarker, DomainError, Installation, Log } from '@waybill/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import { BucketOwnedError } from './bucket-owned-error.js';
import { claimBucket } from './claim-bucket.js';

/** Milliseconds between two tries while the store does not answer. */
const RETRY_MS = 5_000;

/** The installation, by its id, whose bucket this one is told to take over; none unless told. */
export class TakeOver {
  constructor(readonly from: string | undefined) {}
}

/** Knows whether the bucket is this installation's. Until it is known to be, nothing works on it. */
@Injectable()
export class BucketOwnership {
  private state: 'owned' | 'unknown' | BucketOwnedError = 'unknown';
  private readonly stopping = new AbortController();

  constructor(
    private readonly marker: BucketMarker,
    private readonly installation: Installation,
    private readonly takeOver: TakeOver,
    private readonly log: Log,
    @Optional() private readonly retryMs: number = RETRY_MS,
  ) {}

  /**
   * Tries once; where the store does not answer, again and again until it does.
   * @param onOwned called once, as soon as the bucket is known to be ours
   * @throws BucketOwnedError where the first try says that it is another's
   */
  async start(onOwned: () => void = () => undefined): Promise<void> {
    await this.attempt();
    if (this.state === 'owned') onOwned();
    else if (this.state === 'unknown') void this.keepTrying(onOwned);
    else throw this.state;
  }

  stop(): void {
    this.stopping.abort();
  }

  /** @throws DomainError store_unavailable until the bucket is known to be ours */
  assertOwned(): void {
    if (this.state === 'owned') return;
    throw new DomainError(
      'store_unavailable',
      this.state === 'unknown'
        ? 'Whose the bucket is could not be told yet; ask again soon.'
        : 'The bucket belongs to another installation; its operators have to say which is right.',
    );
  }

  /**
   * Looks again: somebody may have taken the bucket over since the start.
   * @throws BucketOwnedError; DomainError store_unavailable, database_unavailable
   */
  async verify(): Promise<void> {
    this.assertOwned();
    await this.claim();
  }

  private async keepTrying(onOwned: () => void): Promise<void> {
    const { signal } = this.stopping;
    while (this.state === 'unknown' && !signal.aborted) {
      await sleep(this.retryMs, undefined, { ref: false, signal }).catch(() => undefined);
      if (!signal.aborted) await this.attempt();
    }
    if (this.state === 'owned' && !signal.aborted) onOwned();
  }

  /** @throws BucketOwnedError where it is another's, anything else where it could not be told */
  private async claim(): Promise<void> {
    await claimBucket(this.marker, await this.installation.id(), this.takeOver.from);
  }

  private async attempt(): Promise<void> {
    try {
      await this.claim();
      this.state = 'owned';
    } catch (error) {
      if (error instanceof BucketOwnedError) {
        this.state = error;
        this.log.fatal(error.message);
      } else {
        this.log.warn({ err: error }, 'whose the bucket is could not be told; again soon');
      }
    }
  }
}
