/** Milliseconds that the rate looks back. */
const WINDOW = 15_000;
/** Milliseconds before a rate means anything. */
const SETTLED = 1_500;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** How fast the store confirms: a rate over the last seconds, not since the beginning. */
export class RateMeter {
  private samples: Sample[] = [];

  /** Of bytes that are there without having been sent now. */
  restart(at: number, bytes: number): void {
    this.samples = [{ at, bytes }];
  }

  /** @param bytes confirmed in all */
  confirmed(at: number, bytes: number): void {
    this.samples.push({ at, bytes });
    // One that is older than the window stays: the rate reaches back to it.
    while ((this.samples[1]?.at ?? Infinity) < at - WINDOW) this.samples.shift();
  }

  /** Bytes a second; undefined where it is too soon to say, or nothing comes. */
  rate(now: number): number | undefined {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || now - first.at < SETTLED || now - last.at > WINDOW) return undefined;
    const rate = (1000 * (last.bytes - first.bytes)) / (now - first.at);
    return rate > 0 ? rate : undefined;
  }

  /** Seconds until so many bytes are confirmed as well. */
  secondsLeft(now: number, bytes: number): number | undefined {
    const rate = this.rate(now);
    return rate === undefined ? undefined : bytes / rate;
  }
}
