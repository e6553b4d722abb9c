import { DomainError } from '@waybill/domain';

/** Seconds. */
const LEAST = 2;
const MOST = 60;

/** Of the time that an outage has lasted, as much passes before the next try. */
const SHARE = 0.5;

/**
 * Asks for ever longer pauses while events cannot be taken: a store that is told to come back in two
 * seconds, for an hour, is one more load on what is to recover.
 */
export class GrowingRetry {
  private failingSince: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @throws what `work` throws; what says "not now" also says when */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      this.failingSince = undefined;
      return result;
    } catch (error) {
      throw error instanceof DomainError && UNAVAILABLE.has(error.code) ? this.later(error) : error;
    }
  }

  private later(error: DomainError): DomainError {
    this.failingSince ??= this.now();
    const lasted = (this.now() - this.failingSince) / 1_000;
    const retryAfter = Math.round(Math.min(MOST, Math.max(LEAST, lasted * SHARE)));
    return new DomainError(error.code, error.message, {
      cause: error,
      extensions: { ...error.extensions, retryAfter },
    });
  }
}

const UNAVAILABLE = new Set(['queue_full', 'queue_unavailable', 'database_unavailable']);
