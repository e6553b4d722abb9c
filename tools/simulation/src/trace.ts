/** What was exercised: a simulation in which nothing happens must not pass. */
export type Coverage = Record<string, number>;

/** Everything that happened, in words; the same for the same seed. */
export class Trace {
  readonly coverage: Coverage = {};
  private readonly lines: string[] = [];

  /** @param keep false where only the coverage is wanted: words cost time */
  constructor(
    private readonly elapsed: () => number,
    private readonly keep: boolean,
  ) {}

  count(what: string, times = 1): void {
    this.coverage[what] = (this.coverage[what] ?? 0) + times;
  }

  /** @param words asked for only where they are kept */
  tell(words: () => string): void {
    if (this.keep) this.lines.push(`${this.elapsed().toString().padStart(7)} ${words()}`);
  }

  get text(): string {
    return this.lines.join('\n');
  }
}

export function addCoverage(sum: Coverage, more: Coverage): void {
  for (const [what, times] of Object.entries(more)) sum[what] = (sum[what] ?? 0) + times;
}
