import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, type KnownStore, type Log } from '@waybill/domain';
import type { StoreFactsWatch } from '@waybill/persistence';
import { describeClock, StoreProofError, type StoreClock, type StoreProof } from '@waybill/storage';

/** Milliseconds between two tries while the store does not answer. */
const RETRY_MS = 5_000;

/** Milliseconds; below it a difference between two clocks is not worth a word. */
const CLOCK_TOLERANCE_MS = 15_000;

export interface ProofPorts {
  /** @throws StoreProofError where the store does less than it has to; else where it was not tried */
  readonly prove: () => Promise<StoreProof>;
  readonly known: Pick<KnownStore, 'gaps'>;
  readonly watch: Pick<StoreFactsWatch, 'start' | 'stop' | 'record'>;
  readonly clock: Pick<StoreClock, 'offsetMs'>;
  readonly logger: Log;
}

/**
 * Has the store show what it enforces, and records it for all. Until that is done no URL is given
 * out: what comes by one would be believed.
 */
export class StoreProofKeeper {
  private state: 'proven' | 'unproven' | StoreProofError = 'unproven';
  private readonly stopping = new AbortController();

  constructor(
    private readonly ports: ProofPorts,
    private readonly retryMs = RETRY_MS,
  ) {}

  /**
   * Tries once; where the store does not answer, again and again until it does.
   * @throws StoreProofError where the first try finds that it does too little
   */
  async start(): Promise<void> {
    await this.ports.watch.start();
    await this.attempt();
    if (this.state === 'unproven') void this.keepTrying();
    else if (this.state !== 'proven') throw this.state;
  }

  stop(): void {
    this.stopping.abort();
    this.ports.watch.stop();
  }

  /** @throws DomainError store_unavailable */
  assertProven(): void {
    if (this.state === 'proven') return;
    throw new DomainError(
      'store_unavailable',
      this.state === 'unproven'
        ? 'The store has not shown yet what it enforces; ask again soon.'
        : 'The store does not enforce what it has to; its operators have to see to it.',
    );
  }

  /** For readiness. @throws Error naming what the store is known to let through */
  assertNoGap(): void {
    const { gaps } = this.ports.known;
    if (gaps.length > 0)
      throw new Error(`accepted by WAYBILL_ACCEPTED_STORE_GAPS: ${gaps.join(', ')}`);
  }

  /** For readiness. @throws Error where our clock and the store's are apart */
  assertClock(): void {
    const { clock } = this.ports;
    if (Math.abs(clock.offsetMs) > CLOCK_TOLERANCE_MS)
      throw new Error(`${describeClock(clock)}; URLs are signed by the store's`);
  }

  private async keepTrying(): Promise<void> {
    const { signal } = this.stopping;
    while (this.state === 'unproven' && !signal.aborted) {
      await sleep(this.retryMs, undefined, { ref: false, signal }).catch(() => undefined);
      if (!signal.aborted) await this.attempt();
    }
  }

  private async attempt(): Promise<void> {
    const { prove, watch, logger } = this.ports;
    try {
      const { gapDetails, ...facts } = await prove();
      await watch.record(facts);
      this.state = 'proven';
      logger.info(facts, 'the store has shown what it enforces');
      for (const gap of gapDetails) logger.warn({ gap }, 'an accepted gap of the store');
      this.tellClock();
    } catch (error) {
      if (error instanceof StoreProofError) {
        this.state = error;
        logger.fatal(error.message);
      } else {
        logger.warn({ err: error }, 'what the store enforces could not be tried; again soon');
      }
    }
  }

  private tellClock(): void {
    try {
      this.assertClock();
    } catch (error) {
      this.ports.logger.warn((error as Error).message);
    }
  }
}
