import { DomainError } from '@waybill/domain';
import type { Logger } from '@waybill/observability';
import { StoreProfileError } from '@waybill/storage';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two tries while the store does not answer. */
const RETRY_MS = 5_000;

/**
 * Knows whether the store enforces what its profile promises. Until that is proven no URL is given
 * out: what comes by one would be believed.
 */
export class StoreProfileProof {
  private state: 'proven' | 'unproven' | Error = 'unproven';
  private readonly stopping = new AbortController();

  constructor(
    /** @throws StoreProfileError where it is disproved, anything else where it could not be tried */
    private readonly prove: () => Promise<void>,
    private readonly logger: Logger,
    private readonly retryMs = RETRY_MS,
  ) {}

  /**
   * Tries once; where the store does not answer, again and again until it does.
   * @throws StoreProfileError where the first try disproves it
   */
  async start(): Promise<void> {
    await this.attempt();
    if (this.state === 'unproven') void this.keepTrying();
    else if (this.state !== 'proven') throw this.state;
  }

  stop(): void {
    this.stopping.abort();
  }

  /** @throws DomainError store_unavailable */
  assertProven(): void {
    if (this.state === 'proven') return;
    throw new DomainError(
      'store_unavailable',
      this.state === 'unproven'
        ? 'The store has not shown yet that it enforces its profile; ask again soon.'
        : 'The store does not enforce its profile; its operators have to set another.',
    );
  }

  private async keepTrying(): Promise<void> {
    const { signal } = this.stopping;
    while (this.state === 'unproven' && !signal.aborted) {
      await sleep(this.retryMs, undefined, { ref: false, signal }).catch(() => undefined);
      if (!signal.aborted) await this.attempt();
    }
  }

  private async attempt(): Promise<void> {
    try {
      await this.prove();
      this.state = 'proven';
    } catch (error) {
      if (error instanceof StoreProfileError) {
        this.state = error;
        this.logger.fatal(error.message);
      } else {
        this.logger.warn({ err: error }, 'what the store enforces could not be tried; again soon');
      }
    }
  }
}
