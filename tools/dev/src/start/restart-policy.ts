/** Milliseconds to wait before each restart of an app in a row. */
const delays = [500, 1000, 2000, 5000, 10_000];
/** An app that has run for this long has recovered, and begins anew. */
const recovered = 60_000;

/** How often, and how soon, an app that ends by itself is started again. */
export class RestartPolicy {
  private restarts = 0;

  /** @returns milliseconds to wait, or undefined when it is time to give up. */
  next(ranForMs: number): number | undefined {
    if (ranForMs >= recovered) this.restarts = 0;
    const delay = delays[this.restarts];
    this.restarts += 1;
    return delay;
  }
}
