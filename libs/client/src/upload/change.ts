/** Lets several waiters sleep until something changes. */
export class Change {
  #wake: () => void = () => undefined;
  #next = this.#renew();

  /** Resolves at the next change. */
  get next(): Promise<void> {
    return this.#next;
  }

  announce(): void {
    const wake = this.#wake;
    this.#next = this.#renew();
    wake();
  }

  /** Resolves at the next change, or when the signal ends. */
  async nextOrEnd(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let wake = () => {};
    const aborted = new Promise<void>((resolve) => (wake = resolve));
    signal.addEventListener('abort', wake, { once: true });
    await Promise.race([this.#next, aborted]);
    signal.removeEventListener('abort', wake);
  }

  #renew(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
