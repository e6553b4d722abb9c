import type { S3Client } from '@aws-sdk/client-s3';

/** Milliseconds: a `Date` header has whole seconds, and travels. */
const TOLERANCE_MS = 2_000;

/**
 * The store's clock, by the `Date` of its answers. A URL is good or not by that clock, not by ours:
 * one of a clock that is slow would be over before it is used, one of a fast clock not valid yet.
 * Between two answers it runs with the monotonic clock, so a correction of ours moves nothing.
 */
export class StoreClock {
  private seen?: { readonly store: number; readonly at: number };

  constructor(private readonly ours: () => Date = () => new Date()) {}

  /** @param date a `Date` header (RFC 9110, section 6.6.1); what is none is passed over */
  observe(date: unknown): void {
    const store = typeof date === 'string' ? Date.parse(date) : NaN;
    if (!Number.isNaN(store)) this.seen = { store, at: performance.now() };
  }

  /** Hears every answer that the client gets. */
  follow(client: S3Client): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        try {
          const result = await next(args);
          this.observe(dateOf(result.response));
          return result;
        } catch (error) {
          this.observe(dateOf((error as { $response?: unknown }).$response));
          throw error;
        }
      },
      { step: 'deserialize', name: 'waybillStoreClock', priority: 'low' },
    );
  }

  /** What the store's clock shows now; ours, as long as the store has said nothing. */
  now(): Date {
    const ours = this.ours();
    return Math.abs(this.offset(ours)) < TOLERANCE_MS ? ours : new Date(this.store(ours));
  }

  /**
   * When a URL that is signed now is over, by our clock: the signature counts from the whole second
   * that it names.
   * @param expiresIn seconds
   */
  expiry(expiresIn: number): Date {
    return new Date(Math.floor(this.ours().getTime() / 1_000 + expiresIn) * 1_000);
  }

  /** Milliseconds by which the store's clock is ahead of ours; negative where it is behind. */
  get offsetMs(): number {
    return this.offset(this.ours());
  }

  private offset(ours: Date): number {
    return this.store(ours) - ours.getTime();
  }

  private store(ours: Date): number {
    return this.seen ? this.seen.store + (performance.now() - this.seen.at) : ours.getTime();
  }
}

function dateOf(response: unknown): unknown {
  return (response as { headers?: Record<string, unknown> } | undefined)?.headers?.['date'];
}
