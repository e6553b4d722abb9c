import { isNativeError } from 'node:util/types';
import { pg, type Pulse } from './pg-driver.js';

/** Milliseconds that a beat serves all who ask. */
const GOOD_FOR = 1_000;

/**
 * Asks for one more connection to find out whether the server answers. Any answer of the server is a
 * beat, a refusal too: only one that says nothing within the deadline for connections is gone.
 */
export class ServerPulse implements Pulse {
  private looking: Promise<boolean> | undefined;
  private goodUntil = 0;

  constructor(private readonly options: Readonly<Record<string, unknown>>) {}

  beats(): Promise<boolean> {
    if (performance.now() < this.goodUntil) return Promise.resolve(true);
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async look(): Promise<boolean> {
    const client = new pg.Client(this.options);
    client.on('error', () => undefined);
    const beats = await client.connect().then(
      () => true,
      (error: unknown) => isAnswer(error),
    );
    if (beats) this.goodUntil = performance.now() + GOOD_FOR;
    void client.end().catch(() => undefined);
    return beats;
  }
}

/** What the server says has a severity; what the network says has none. */
function isAnswer(error: unknown): boolean {
  return isNativeError(error) && 'severity' in error;
}
