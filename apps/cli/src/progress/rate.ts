/** Milliseconds over which the speed is taken: long enough to be calm, short enough to be true. */
const WINDOW = 5_000;

/** Bytes per second over the last few seconds. */
export class Rate {
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** @param bytes done in all @param at milliseconds of a steady clock */
  add(bytes: number, at = performance.now()): void {
    const last = this.#samples.at(-1);
    // Four samples a second do.
    if (last && at - last.at < 250) return;
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - (this.#samples[0]?.at ?? at) > WINDOW) {
      this.#samples.shift();
    }
  }

  get bytesPerSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at === first.at) return 0;
    return Math.max(0, ((last.bytes - first.bytes) / (last.at - first.at)) * 1000);
  }
}
